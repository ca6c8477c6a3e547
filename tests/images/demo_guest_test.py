"""What the demo guest promises, shown by booting its disk under QEMU with the memory of the tutorial's 64M."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from guest import Guest, make_seed, scratch_folder, wait_until  # noqa: E402

CLOUD_CONFIG = """#cloud-config
hostname: node-7.example.org
password: secret1
chpasswd: { expire: False }
ssh_pwauth: true
package_update: true
ssh_authorized_keys:
  - ssh-ed25519 AAAAC3 me@here
users:
  - default
  - name: anna
    sudo: ALL=(ALL) NOPASSWD:ALL
    groups: users, wheel
    lock_passwd: false
    plain_text_passwd: 'pa ss'
    ssh_authorized_keys: [ssh-rsa AAAB anna]
write_files:
  - path: /opt/x/hello
    permissions: '0640'
    owner: root:users
    content: |
      one
        two
  - {path: /opt/b64, encoding: b64, content: aGVsbG8K}
bootcmd:
  - echo bootcmd ran
runcmd:
  - cd /opt
  - [sh, -c, 'echo "$1" > /opt/ran; pwd >> /opt/ran', x, "it's"]
  - echo runcmd ran
"""


class DemoGuest(unittest.TestCase):
    def setUp(self):
        self.scratch = scratch_folder()
        self.folder = self.scratch.name

    def tearDown(self):
        self.scratch.cleanup()

    def output(self, guest, command):
        status, text = guest.run(command)
        self.assertEqual(status, 0, f"{command}: {text}")
        return text

    def check_lease(self, guest):
        """QEMU's closed network names neither router nor server, so the lease is handed to the script by hand."""
        lease = ("interface=eth0 ip=10.0.2.15 mask=24 mtu=1400 dns='10.0.2.3 10.0.2.4' search=default.svc.cluster.local "
                 "hostname=from-dhcp staticroutes='{}' router=10.0.2.2")
        call = f"sudo env {lease} /etc/udhcpc/script bound; ip route"
        self.assertIn("default via 10.0.2.2 dev eth0", self.output(guest, call.format("")))
        routes = self.output(guest, call.format("0.0.0.0/0 10.0.2.1 192.168.9.0/24 10.0.2.9"))
        self.assertIn("default via 10.0.2.1 dev eth0", routes)
        self.assertIn("192.168.9.0/24 via 10.0.2.9 dev eth0", routes)
        self.assertEqual(self.output(guest, "cat /etc/resolv.conf"),
                         "search default.svc.cluster.local\nnameserver 10.0.2.3\nnameserver 10.0.2.4")
        self.assertEqual(self.output(guest, "hostname; cat /sys/class/net/eth0/mtu"), "from-dhcp\n1400")

    def test_the_tutorials_login_works_and_the_guest_does_what_it_promises(self):
        with Guest(self.folder) as guest:
            banner = r"login as 'cirros' user\. default password: 'gocubsgo'\. use 'sudo' for root\.\s+"
            guest.console.expect(banner, 120)
            print(f"login prompt after {guest.age():.1f} s")
            guest.login()
            self.assertEqual(self.output(guest, "sudo id -u"), "0")
            self.assertEqual(self.output(guest, "hostname"), "coracle-demo")
            free = int(self.output(guest, "awk '/MemAvailable/ { print $2 }' /proc/meminfo"))
            self.assertGreater(free, 16 * 1024)
            wait_until(lambda: "inet 10.0.2.15/24" in guest.run("ip -4 addr show dev eth0")[1], 30, "an address by DHCP")
            self.check_lease(guest)
            wait_until(lambda: "<title>from-dhcp" in guest.run("wget -qO- http://127.0.0.1/")[1], 30, "the web page")
            wait_until(lambda: guest.run("nc 127.0.0.1 22 -w 2 < /dev/null")[1].startswith("SSH-2.0-"), 30, "the ssh server")

            self.assertEqual(guest.agent("guest-ping", 60), {"return": {}})
            self.assertEqual(guest.agent("guest-get-osinfo")["return"]["id"], "coracle-demo")
            cards = guest.agent("guest-network-get-interfaces")["return"]
            self.assertIn("10.0.2.15", [a["ip-address"] for c in cards for a in c.get("ip-addresses", [])])
            self.assertEqual(guest.agent("guest-set-user-password", username="cirros", password="bmV3", crypted=False),
                             {"return": {}})
            self.output(guest, "sync")

            self.assertEqual(guest.monitor("system_powerdown"), {"return": {}})
            self.assertEqual(guest.process.wait(60), 0)

    def test_cloud_config_takes_effect_and_unknown_keys_are_named(self):
        seed = make_seed(self.folder, user_data=CLOUD_CONFIG,
                         meta_data='{"instance-id":"i-1","local-hostname":"other"}')
        with Guest(self.folder, seed=seed) as guest:
            guest.console.expect("user-data: package_update is not known to this guest", 120)
            guest.console.expect("bootcmd ran")
            guest.console.expect("node-7 login: ", 60)
            guest.console.expect("runcmd ran", 60)
            guest.console.send("")
            guest.login("anna", "pa ss")
            self.assertEqual(self.output(guest, "sudo id -u"), "0")
            self.assertIn("1002(wheel)", self.output(guest, "id"))
            self.assertEqual(self.output(guest, "cat /opt/x/hello /opt/b64 /opt/ran"), "one\n  two\nhello\nit's\n/opt")
            self.assertRegex(self.output(guest, "ls -l /opt/x/hello"), "^-rw-r----- +1 root +users")
            self.assertEqual(self.output(guest, "cat .ssh/authorized_keys"), "ssh-rsa AAAB anna")
            self.assertEqual(self.output(guest, "sudo cat /home/cirros/.ssh/authorized_keys"), "ssh-ed25519 AAAAC3 me@here")
            self.assertIn("127.0.1.1 node-7.example.org node-7", self.output(guest, "cat /etc/hosts"))
            self.assertIn("<title>node-7</title>", self.output(guest, "wget -qO- http://127.0.0.1/"))
            guest.console.send("exit")
            guest.login("cirros", "secret1")

    def test_a_script_as_user_data_runs_once(self):
        seed = make_seed(self.folder, meta_data="instance-id: i-2\nlocal-hostname: scripted\n",
                         user_data="#!/bin/sh\necho ran >> /root/count\necho script on $(hostname)\nexit 3\n")
        with Guest(self.folder, seed=seed) as guest:
            guest.console.expect("script on scripted", 120)
            guest.console.expect("user-script ended with status 3")
            guest.console.send("")
            guest.login()
            guest.console.send("sudo reboot")
            guest.console.expect("Restarting system", 60)
            guest.login(seconds=120)
            wait_until(lambda: guest.run("pidof qemu-ga")[0] == 0, 30, "the end of the second boot")
            self.assertEqual(self.output(guest, "sudo cat /root/count"), "ran")

    def test_it_boots_from_other_buses(self):
        for bus in ("sata", "scsi"):
            with self.subTest(bus), scratch_folder() as folder, Guest(folder, bus=bus, memory="96M") as guest:
                guest.console.expect("coracle-demo login: ", 120)


if __name__ == "__main__":
    unittest.main(verbosity=2)
