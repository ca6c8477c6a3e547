"""./setup on machines that are told to it: apt-get and dpkg are stand-ins, /usr/sbin and /etc/os-release lie in a mount
namespace of the test's own."""
import os
import shutil
import subprocess
import tempfile
import unittest

SETUP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "setup")
# What a bare Debian has, and setup runs.
BASE = ("bash", "cat", "chmod", "dirname", "env", "grep", "id", "mktemp", "rm", "sed", "tail", "sh")
APT_GET = """#!/bin/sh
echo "$@" >>"$NOTES/apt-get"
[ "$1" = install ] || exit 0
/usr/sbin/policy-rc.d containerd start
echo $? >"$NOTES/policy"
[ -z "$REFUSED" ] || { echo "$REFUSED"; exit 100; }
for word; do case "$word" in -*|install|*::*) ;; *) echo "ii  $word" >>"$NOTES/installed" ;; esac; done
"""
DPKG_QUERY = '#!/bin/sh\ncat "$NOTES/installed" 2>/dev/null\nexit 0\n'
DPKG = "#!/bin/sh\necho amd64\n"


class Setup(unittest.TestCase):
    def setUp(self):
        if os.geteuid() != 0:
            self.skipTest("a mount namespace needs root")
        folder = tempfile.TemporaryDirectory(prefix="coracle-setup-")
        self.addCleanup(folder.cleanup)
        self.notes = folder.name
        self.bin = os.path.join(folder.name, "bin")
        os.mkdir(self.bin)
        for name in BASE:
            os.symlink(shutil.which(name), os.path.join(self.bin, name))
        for name, text in (("apt-get", APT_GET), ("dpkg-query", DPKG_QUERY), ("dpkg", DPKG)):
            self.program(name, text)
        self.system("ID=debian\nVERSION_ID=12\n")

    def program(self, name, text="#!/bin/sh\n"):
        with open(os.path.join(self.bin, name), "w", encoding="utf-8") as file:
            file.write(text)
            os.chmod(file.fileno(), 0o755)

    def system(self, release):
        with open(os.path.join(self.notes, "os-release"), "w", encoding="utf-8") as file:
            file.write(release)

    def note(self, name):
        try:
            with open(os.path.join(self.notes, name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def run_setup(self, *arguments, **environment):
        inside = ('mount --bind "$NOTES/os-release" /etc/os-release && mount -t tmpfs none /usr/sbin && PATH="$NOTES/bin" '
                  'bash "$0" "$@"; status=$?; [ ! -e /usr/sbin/policy-rc.d ] || echo left >"$NOTES/left"; exit $status')
        done = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", inside, SETUP, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30,
            env={"PATH": os.environ["PATH"], "NOTES": self.notes, **environment})
        self.assertEqual(self.note("left"), "", "the policy is taken away again")
        return done

    def test_a_bare_machine_gets_what_is_needed_with_nothing_removed_or_started(self):
        done = self.run_setup()
        self.assertEqual(done.returncode, 0, done.stderr)
        asked = self.note("apt-get").splitlines()
        self.assertEqual(len(asked), 2, asked)
        words = asked[1].split()
        for word in ("--no-remove", "--no-install-recommends", "clang-16", "containerd", "runc", "kubernetes-client"):
            self.assertIn(word, words)
        self.assertEqual(self.note("policy"), "101\n")

    def test_what_is_in_path_is_used(self):
        for name in ("containerd", "runc", "kubectl"):
            self.program(name)
        self.assertEqual(self.run_setup().returncode, 0)
        words = self.note("apt-get").split()
        self.assertIn("clang-16", words)
        for package in ("containerd", "runc", "kubernetes-client"):
            self.assertNotIn(package, words)

    def test_a_second_run_asks_for_nothing(self):
        self.assertEqual(self.run_setup().returncode, 0)
        before = self.note("apt-get")
        second = self.run_setup()
        self.assertEqual((second.returncode, second.stdout), (0, "setup: all packages are there\n"))
        self.assertEqual(self.note("apt-get"), before)

    def test_a_conflict_is_told(self):
        done = self.run_setup(REFUSED="E: Packages need to be removed but remove is disabled.")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Packages need to be removed", done.stderr)
        self.assertIn("setup: apt-get could not install without removing a package", done.stderr)

    def test_another_system_is_told_in_a_sentence(self):
        self.system('ID=fedora\nVERSION_ID=40\nPRETTY_NAME="Fedora Linux 40"\n')
        done = self.run_setup()
        self.assertEqual((done.returncode, done.stderr),
                         (1, "setup: this is Fedora Linux 40: Coracle builds on Debian 12 on amd64\n"))

    def test_wrong_usage_ends_with_status_2(self):
        self.assertEqual(self.run_setup("--nonsense").returncode, 2)


if __name__ == "__main__":
    unittest.main()
