"""What tools/oci-image promises: equal archives for equal input, owners and modes as asked for, attributes kept."""
import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
import unittest

SOURCE = os.environ.get("CORACLE_SOURCE") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
TOOL = os.path.join(SOURCE, "tools", "oci-image")


class OciImage(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.root = os.path.join(self.scratch.name, "root")
        os.makedirs(os.path.join(self.root, "bin"))
        self.write("bin/app", "#!/bin/sh\n", 0o755)
        os.symlink("app", os.path.join(self.root, "bin", "link"))

    def tearDown(self):
        self.scratch.cleanup()

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.root, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def build(self, *options, output="image.tar"):
        path = os.path.join(self.scratch.name, output)
        subprocess.run([TOOL, "--output", path, *options], check=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1000"})
        return path

    def refuse(self, *options):
        path = os.path.join(self.scratch.name, "refused.tar")
        result = subprocess.run([TOOL, "--output", path, *options], capture_output=True, text=True, check=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertFalse(os.path.exists(path))
        return result.stderr

    def blob(self, archive, descriptor):
        algorithm, digest = descriptor["digest"].split(":")
        content = archive.extractfile(f"blobs/{algorithm}/{digest}").read()
        self.assertEqual(hashlib.sha256(content).hexdigest(), digest)
        self.assertEqual(len(content), descriptor["size"])
        return content

    def open(self, path):
        """(index entries, config, layers as tar files); every digest and size is checked on the way."""
        with tarfile.open(path) as archive:
            index = json.load(archive.extractfile("index.json"))
            manifest = json.loads(self.blob(archive, index["manifests"][0]))
            config = json.loads(self.blob(archive, manifest["config"]))
            plain = [self.blob(archive, layer) for layer in manifest["layers"]]
        plain = [gzip.decompress(layer) if layer[:2] == b"\x1f\x8b" else layer for layer in plain]
        digests = ["sha256:" + hashlib.sha256(layer).hexdigest() for layer in plain]
        self.assertEqual(digests, config["rootfs"]["diff_ids"])
        return index["manifests"], config, [tarfile.open(fileobj=io.BytesIO(layer)) for layer in plain]

    def test_the_same_input_gives_the_same_bytes_at_another_time(self):
        first = self.build("--root", self.root, "--name", "localhost/a:1")
        for folder, _, files in os.walk(self.root):
            for name in files:
                os.utime(os.path.join(folder, name), (5, 5), follow_symlinks=False)
        second = self.build("--root", self.root, "--name", "localhost/a:1", output="second.tar")
        with open(first, "rb") as one, open(second, "rb") as other:
            self.assertEqual(one.read(), other.read())

    def test_entries_are_sorted_and_belong_to_root(self):
        _, _, layers = self.open(self.build("--root", self.root))
        entries = layers[0].getmembers()
        self.assertEqual([entry.name for entry in entries], ["bin", "bin/app", "bin/link"])
        self.assertEqual({(entry.uid, entry.gid, entry.mtime) for entry in entries}, {(0, 0, 1000)})
        self.assertEqual(entries[1].mode, 0o755)
        self.assertEqual(entries[2].linkname, "app")

    def test_owner_covers_all_beneath_and_mode_one_path(self):
        self.write("bin/data", "x")
        _, _, layers = self.open(self.build("--root", self.root, "--owner", "/bin=107:108", "--mode", "/bin/data=0440"))
        found = {entry.name: (entry.uid, entry.gid, entry.mode) for entry in layers[0].getmembers()}
        self.assertEqual(found["bin/app"], (107, 108, 0o755))
        self.assertEqual(found["bin/data"], (107, 108, 0o440))

    def test_a_file_is_added_with_its_parents(self):
        disk = self.write("disk.img", "disk")
        _, _, layers = self.open(self.build("--file", f"{disk}=/disk/disk.img"))
        self.assertEqual([entry.name for entry in layers[0].getmembers()], ["disk", "disk/disk.img"])

    def test_extended_attributes_and_hard_links_are_kept(self):
        path = self.write("bin/tool", "x")
        try:
            os.setxattr(path, "user.note", b"\x00\xffbinary")
        except OSError:
            self.skipTest("the file system has no user attributes")
        os.link(path, os.path.join(self.root, "bin", "twin"))
        _, _, layers = self.open(self.build("--root", self.root))
        kept = layers[0].getmember("bin/tool").pax_headers["SCHILY.xattr.user.note"]
        self.assertEqual(kept.encode("utf-8", "surrogateescape"), b"\x00\xffbinary")
        self.assertEqual(layers[0].getmember("bin/twin").linkname, "bin/tool")

    def test_the_configuration_says_what_was_asked_for(self):
        names, config, _ = self.open(self.build(
            "--root", self.root, "--name", "localhost/a:1", "--name", "localhost/b", "--entrypoint", "/bin/app", "--cmd",
            "x", "--cmd", "y", "--env", "A=b=c", "--user", "107", "--workdir", "/w", "--label", "l=v"))
        self.assertEqual(config["config"], {"Entrypoint": ["/bin/app"], "Cmd": ["x", "y"], "Env": ["A=b=c"], "User": "107",
                                            "WorkingDir": "/w", "Labels": {"l": "v"}})
        self.assertEqual([name["annotations"]["io.containerd.image.name"] for name in names],
                         ["localhost/a:1", "localhost/b"])

    def test_each_root_is_a_layer_and_layers_may_be_plain(self):
        _, config, layers = self.open(self.build("--root", self.root, "--root", self.root, "--compression-level", "0"))
        self.assertEqual(len(layers), 2)
        self.assertEqual(len(config["history"]), 2)

    def test_wrong_input_is_told_in_a_sentence_and_writes_nothing(self):
        self.assertIn("nothing to put into the image", self.refuse())
        self.assertIn("is not a folder", self.refuse("--root", "/nonexistent"))
        self.assertIn("must not contain ..", self.refuse("--file", f"{TOOL}=/../x"))
        self.assertIn("should be UID:GID", self.refuse("--root", self.root, "--owner", "/bin=root"))
        self.assertIn("is not in the image", self.refuse("--root", self.root, "--mode", "/etc=0755"))


if __name__ == "__main__":
    unittest.main()
