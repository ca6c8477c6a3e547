#include "net/certificates.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "net/encoding.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

TEST(Certificates, an_authority_issues_what_was_asked_for) {
  const auto authority = Authority::make("test-ca");
  const auto now = std::chrono::system_clock::now();
  CertificateRequest request;
  request.common_name = "system:node:a";
  request.organizations = {"system:nodes", "second"};
  request.dns_names = {"localhost", "a,b.example"};
  request.addresses = {"127.0.0.1", "::1"};
  request.for_servers = true;
  request.validity = 1h;
  const auto identity = authority.issue(request, now);
  const auto info = check_identity(identity).take();
  EXPECT_EQ(info.common_name, "system:node:a");
  EXPECT_EQ(info.organizations, request.organizations);
  EXPECT_EQ(info.dns_names, request.dns_names);
  EXPECT_EQ(info.addresses, request.addresses);
  EXPECT_EQ(info.issuer_common_name, "test-ca");
  EXPECT_TRUE(info.for_servers);
  EXPECT_FALSE(info.for_clients);
  EXPECT_FALSE(info.is_authority);
  EXPECT_LE(info.not_after, now + 1h);
  EXPECT_GE(info.not_after, now + 1h - 2s);
  EXPECT_EQ(info.fingerprint, hex(sha256(info.der)));
}

TEST(Certificates, none_outlives_its_authority) {
  const auto authority = Authority::make("short", 1h);
  const auto identity = authority.issue({.common_name = "x", .validity = 24h});
  EXPECT_EQ(read_certificate(identity.certificate_pem).take().not_after,
            read_certificate(authority.certificate_pem()).take().not_after);
}

TEST(Certificates, issued_by_knows_the_authority_and_the_use) {
  const auto ours = Authority::make("ours");
  const auto theirs = Authority::make("ours");
  const auto client = ours.issue({.common_name = "c", .for_clients = true});
  const auto server = ours.issue({.common_name = "s", .for_servers = true});
  const auto expired =
      ours.issue({.common_name = "e", .for_clients = true, .validity = 1h}, std::chrono::system_clock::now() - 2h);
  const auto der = [](const Identity& identity) { return read_certificate(identity.certificate_pem).take().der; };
  EXPECT_TRUE(issued_by(der(client), ours.certificate_pem()));
  EXPECT_TRUE(issued_by(der(client), theirs.certificate_pem() + ours.certificate_pem()));
  EXPECT_FALSE(issued_by(der(client), theirs.certificate_pem()));
  EXPECT_FALSE(issued_by(der(server), ours.certificate_pem()));
  EXPECT_FALSE(issued_by(der(expired), ours.certificate_pem()));
  EXPECT_FALSE(issued_by("junk", ours.certificate_pem()));
}

TEST(Certificates, an_authority_comes_back_from_its_files) {
  const auto made = Authority::make("again");
  const auto loaded = Authority::load(made.identity());
  const auto client = loaded.issue({.common_name = "c", .for_clients = true});
  EXPECT_TRUE(issued_by(read_certificate(client.certificate_pem).take().der, made.certificate_pem()));
  EXPECT_THROW(Authority::load(client), Error);
  EXPECT_THROW(made.issue({.common_name = "x", .addresses = {"localhost"}}), Error);
}

TEST(Certificates, broken_pem_is_told) {
  EXPECT_FALSE(read_certificate(""));
  EXPECT_FALSE(read_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
  const auto one = Authority::make("one").identity();
  const auto other = Authority::make("other").identity();
  EXPECT_FALSE(check_identity({one.certificate_pem, other.key_pem}));
  CertificateSource source(one);
  EXPECT_THROW(source.replace({one.certificate_pem, other.key_pem}), Error);
  EXPECT_EQ(source.get()->key_pem, one.key_pem);
  source.replace(other);
  EXPECT_EQ(source.get()->key_pem, other.key_pem);
  EXPECT_EQ(source.version(), 2U);
}

TEST(Signature, es256_is_verified_by_the_public_half_only_for_its_message) {
  const auto key = make_private_key();
  const auto other = make_private_key();
  const auto public_key = public_key_of(key).take();
  const auto signature = sign_es256(key, "message");
  EXPECT_EQ(signature.size(), 64U);
  EXPECT_TRUE(verify_es256(public_key, "message", signature));
  EXPECT_TRUE(verify_es256(key, "message", signature));
  EXPECT_FALSE(verify_es256(public_key, "massage", signature));
  EXPECT_FALSE(verify_es256(public_key_of(other).take(), "message", signature));
  EXPECT_FALSE(verify_es256(public_key, "message", signature.substr(1)));
  EXPECT_FALSE(verify_es256(public_key, "message", std::string(64, '\0')));
  EXPECT_FALSE(verify_es256("no key", "message", signature));
  EXPECT_THROW(sign_es256("no key", "message"), Error);
  EXPECT_EQ(public_key_point(key).take().first.size(), 32U);
  EXPECT_EQ(public_key_der(key).take(), public_key_der(public_key).take());
}

}  // namespace
}  // namespace coracle::net
