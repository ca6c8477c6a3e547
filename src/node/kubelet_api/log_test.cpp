#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "node/kubelet_api/cri_log.h"
#include "node/kubelet_api/requests.h"
#include "node/kubelet_api/rotation.h"
#include "node/kubelet_api/status.h"
#include "node/kubelet_api/streams.h"

namespace coracle::node::kubelet_api {
namespace {

constexpr const char* some_log =
    "2026-01-31T09:05:00.100000000Z stdout F one\n"
    "2026-01-31T09:05:01.200000000Z stderr F two\n"
    "2026-01-31T09:05:02.300000000Z stdout P thr\n"
    "2026-01-31T09:05:02.400000000Z stdout F ee\n"
    "no line of a log\n"
    "2026-01-31T09:05:03.500000000Z stdout F \n"
    "2026-01-31T09:05:04.600000000Z stdout F four: a b \n";

std::string shown(const std::string& log, const LogOptions& options) {
  LogText text(options);
  std::string out;
  for (std::size_t begin = 0; begin < log.size();) {
    const auto end = std::min(log.find('\n', begin), log.size());
    text.add(std::string_view(log).substr(begin, end - begin), out);
    begin = end + 1;
  }
  return out;
}

TEST(LogText, shows_what_the_options_ask_for) {
  struct Case {
    const char* name;
    LogOptions options;
    const char* text;
  };
  LogOptions all, out, err, stamps, since, cut;
  out.standard_error = false;
  err.standard_output = false;
  stamps.timestamps = true;
  stamps.since = parse_time("2026-01-31T09:05:02Z");
  since.since = parse_time("2026-01-31T09:05:03.5Z");
  cut.limit_bytes = 6;
  const Case cases[] = {
      {"all", all, "one\ntwo\nthree\n\nfour: a b \n"},
      {"stdout", out, "one\nthree\n\nfour: a b \n"},
      {"stderr", err, "two\n"},
      {"timestamps", stamps,
       "2026-01-31T09:05:02.300000000Z three\n2026-01-31T09:05:03.500000000Z \n"
       "2026-01-31T09:05:04.600000000Z four: a b \n"},
      {"since", since, "\nfour: a b \n"},
      {"limit", cut, "one\ntw"},
  };
  for (const auto& one : cases) EXPECT_EQ(shown(some_log, one.options), one.text) << one.name;
}

TEST(CriLine, is_refused_unless_it_is_whole) {
  for (const char* line : {"", "x", "2026-01-31T09:05:00Z", "2026-01-31T09:05:00Z stdout",
                           "2026-01-31T09:05:00Z stdout X y", "2026-01-31T09:05:00Z stdin F y", "yesterday stdout F y"})
    EXPECT_FALSE(parse_cri_line(line)) << line;
  const auto empty = parse_cri_line("2026-01-31T09:05:00Z stdout F");
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->content, "");
  const auto tagged = parse_cri_line("2026-01-31T09:05:00Z stderr P:tag text");
  ASSERT_TRUE(tagged);
  EXPECT_TRUE(tagged->partial && tagged->standard_error);
  EXPECT_EQ(tagged->content, "text");
}

std::string tail_of(const std::string& log, std::uint64_t lines) {
  const Fd file(::memfd_create("log", MFD_CLOEXEC));
  write_all(file.get(), log, "log");
  return log.substr(find_tail(file.get(), log.size(), lines));
}

TEST(Tail, counts_whole_lines_with_their_parts) {
  const std::string log = some_log;
  EXPECT_EQ(tail_of(log, 0), "");
  EXPECT_EQ(shown(tail_of(log, 1), {}), "four: a b \n");
  EXPECT_EQ(shown(tail_of(log, 2), {}), "\nfour: a b \n");
  // The line that is none counts, too.
  EXPECT_EQ(shown(tail_of(log, 4), {}), "three\n\nfour: a b \n");
  EXPECT_EQ(tail_of(log, 6), log);
  EXPECT_EQ(tail_of(log, 100), log);
  EXPECT_EQ(tail_of("", 3), "");
  EXPECT_EQ(tail_of("\n", 1), "\n");
}

TEST(Tail, is_found_over_the_borders_of_what_is_read_at_once) {
  std::string log;
  std::vector<std::size_t> begins;
  for (int i = 0; i < 3000; ++i) {
    begins.push_back(log.size());
    log += "2026-01-31T09:05:00Z stdout F " + std::string(static_cast<std::size_t>(i * 37 % 211), 'x') + "\n";
  }
  log += "2026-01-31T09:05:00Z stdout F unfin";
  for (const std::uint64_t count : {1U, 2U, 500U, 1500U, 2999U, 3000U}) {
    const auto place = count == 1 ? log.size() - 35 : begins.at(begins.size() + 1 - count);
    EXPECT_EQ(tail_of(log, count).size(), log.size() - place) << count;
  }
}

TEST(LogOptions, are_read_from_the_query_and_refused_by_name) {
  const auto now = *parse_time("2026-01-31T09:05:00Z");
  const auto read = [&](const char* query) {
    return log_options(*net::parse_target(std::string("/containerLogs/a/b/c?") + query), now);
  };
  const auto all = read("follow=true&tailLines=5&sinceSeconds=60&timestamps=1&limitBytes=100&stream=Stdout").take();
  EXPECT_TRUE(all.follow && all.timestamps && !all.previous && !all.standard_error);
  EXPECT_EQ(all.tail_lines, 5U);
  EXPECT_EQ(all.limit_bytes, 100U);
  EXPECT_EQ(all.since, parse_time("2026-01-31T09:04:00Z"));
  for (const char* wrong : {"tailLines=-1", "tailLines=x", "limitBytes=0", "sinceSeconds=0", "sinceTime=now",
                            "follow=maybe", "stream=both", "sinceSeconds=1&sinceTime=2026-01-31T09:05:00Z"})
    EXPECT_FALSE(read(wrong)) << wrong;
  EXPECT_TRUE(read("sinceSeconds=9223372036854775807"));
}

TEST(PodPath, may_name_the_uid) {
  const auto path = [](const char* text, bool container) { return pod_path(*net::parse_target(text), container); };
  EXPECT_EQ(path("/exec/ns/p/c", true)->container, "c");
  const auto with_uid = path("/exec/ns/p/u/c", true);
  EXPECT_EQ(with_uid->uid, "u");
  EXPECT_EQ(with_uid->container, "c");
  EXPECT_EQ(path("/portForward/ns/p", false)->pod, "p");
  EXPECT_EQ(path("/portForward/ns/p/u", false)->uid, "u");
  EXPECT_FALSE(path("/exec/ns/p", true));
  EXPECT_FALSE(path("/exec/ns/p/u/c/x", true));
}

TEST(Rotation, keeps_as_many_files_as_it_may_and_packs_all_but_the_newest) {
  const auto plan =
      plan_rotation("0.log",
                    {"0.log", "0.log.20260101-000000.gz", "0.log.20260102-000000.gz", "0.log.20260103-000000.gz",
                     "0.log.20260104-000000", "0.log.20260105-000000.tmp", "1.log.20260101-000000"},
                    {10, 5});
  EXPECT_EQ(plan.remove, (std::vector<std::string>{"0.log.20260105-000000.tmp", "0.log.20260101-000000.gz"}));
  EXPECT_EQ(plan.compress, std::vector<std::string>{"0.log.20260104-000000"});
}

TEST(Rotation, leaves_the_container_an_empty_name_and_the_old_log_beside_it) {
  std::string folder = "/tmp/coracle-rotation-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const auto opened = open_directory(folder);
  write_file_atomically(opened.get(), "0.log", std::string(100, 'x'));
  EXPECT_FALSE(must_rotate(folder + "/0.log", {100, 5}));
  EXPECT_TRUE(must_rotate(folder + "/0.log", {99, 5}));
  const auto first = rotate_away(folder + "/0.log", {99, 5}, *parse_time("2026-01-31T09:05:00Z"));
  EXPECT_EQ(first, folder + "/0.log.20260131-090500");
  write_file_atomically(opened.get(), "0.log", "y");
  rotate_away(folder + "/0.log", {99, 5}, *parse_time("2026-01-31T09:06:00Z"));
  std::vector<std::string> names;
  for (const auto& entry : list(opened.get(), "")) names.push_back(entry.name);
  EXPECT_EQ(names, (std::vector<std::string>{"0.log.20260131-090500.gz", "0.log.20260131-090600"}));
  // What a container wrote too fast is not packed, and holds nothing up.
  ASSERT_EQ(::truncate((folder + "/0.log.20260131-090600").c_str(), 300L << 20), 0);
  write_file_atomically(opened.get(), "0.log", "z");
  rotate_away(folder + "/0.log", {99, 5}, *parse_time("2026-01-31T09:07:00Z"));
  EXPECT_EQ(::access((folder + "/0.log.20260131-090600").c_str(), F_OK), 0);
  remove_tree(open_directory("/tmp").get(), folder.substr(5));
}

TEST(PlainError, is_what_a_status_says_in_words) {
  EXPECT_EQ(plain_error(R"({"status":"Success"})"), "");
  EXPECT_EQ(plain_error(R"({"status":"Failure","message":"command terminated with exit code 3"})"),
            "command terminated with exit code 3");
  EXPECT_EQ(plain_error("words"), "words");
}

/// Status of a pod with one container "c", by its JSON.
std::string log_of(const char* container_status, bool previous = false) {
  const auto status =
      std::string(R"({"metadata":{"name":"p"},"status":{"containerStatuses":[)") + container_status + "]}}";
  const auto pod = schema::decoded<api::core::v1::Pod>(json::parse(status).take());
  try {
    return logged_container(pod, "c", previous);
  } catch (const Error& error) {
    return error.message();
  }
}

TEST(LoggedContainer, is_the_one_the_kubelet_would_show) {
  struct Case {
    const char* status;
    bool previous;
    const char* result;
  };
  const Case cases[] = {
      {R"({"name":"c","containerID":"containerd://b","state":{"running":{}}})", false, "b"},
      {R"({"name":"c","containerID":"containerd://b","state":{"running":{}},"lastState":{"terminated":{"exitCode":1,"containerID":"containerd://a"}}})",
       true, "a"},
      {R"({"name":"c","state":{"terminated":{"exitCode":1,"containerID":"containerd://b"}}})", false, "b"},
      {R"({"name":"c","state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1,"containerID":"containerd://a"}}})",
       false, "a"},
      {R"({"name":"c","state":{"waiting":{"reason":"ErrImagePull"}}})", false,
       "container \"c\" in pod \"p\" is waiting to start: image can't be pulled"},
      {R"({"name":"c","state":{"waiting":{"reason":"ImagePullBackOff"}}})", false,
       "container \"c\" in pod \"p\" is waiting to start: trying and failing to pull image"},
      {R"({"name":"c","state":{"waiting":{"reason":"PodInitializing"}}})", false,
       "container \"c\" in pod \"p\" is waiting to start: PodInitializing"},
      {R"({"name":"c","state":{}})", false, "container \"c\" in pod \"p\" is waiting to start - no logs yet"},
      {R"({"name":"d","state":{}})", false, "container \"c\" in pod \"p\" is not available"},
      {R"({"name":"c","state":{"running":{}}})", true, "previous terminated container \"c\" in pod \"p\" not found"},
  };
  for (const auto& one : cases) EXPECT_EQ(log_of(one.status, one.previous), one.result) << one.status;
}

}  // namespace
}  // namespace coracle::node::kubelet_api
