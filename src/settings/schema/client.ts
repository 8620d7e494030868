import { z } from "zod";
import { keyboards } from "../../catalog/keyboards.ts";
import { offeredTimezones } from "../../catalog/timezones.ts";
import { pageUrl, sshPublicKey } from "../../grammar/checked.ts";
import * as grammar from "../../grammar/grammar.ts";
import { declaredIn } from "./of-roles.ts";
import { oneOf, setting } from "./setting.ts";

/** What parse.ts says is allowed in place of something that is no object. */
const saidWhenNoObject = (words: string) => ({
  error: ({ code }: { readonly code?: string | undefined }) => (code === "invalid_type" ? words : undefined),
});

const rdpServer = z.strictObject(
  {
    name: z
      .string()
      .regex(
        /^(?! )([^\s\x00-\x1f\x7f:;%"'\\`$]| ){1,64}(?<! )$/,
        "a name of at most 64 characters without : ; % $ or quotes",
      ),
    host: grammar.hostName,
    port: z.int().min(1).max(65535).default(3389),
    options: z
      .array(
        z
          .string()
          .max(512)
          .regex(/^[/+-][^\s\x00-\x1f\x7f;%]+$/, "an xfreerdp option such as /f, without spaces, ; or %"),
      )
      .default([]),
  },
  saidWhenNoObject("NAME:HOST:PORT:OPTION OPTION, or an object with name, host, port and options"),
);

export const client = z.strictObject({
  user: setting(grammar.userName.default("client"), {
    help: "Name of the user on every client. The home directory comes from the home archive.",
  }),
  autologin: setting(z.boolean().default(true), {
    help: "Logs the user in on the first console without a password.",
  }),
  passwordHash: setting(grammar.passwordHash.nullable().default(null), {
    label: "password hash",
    help: "Hash of the user's password, as mkpasswd prints it. None: no password is accepted. SSH accepts only keys in any case.",
  }),
  hostname: setting(z.union([z.literal("auto"), grammar.hostName]).default("auto"), {
    label: "host name",
    help: "auto: the name from DHCP, else a name made from the MAC address.",
  }),
  timezone: setting(grammar.timezone.default("UTC"), {
    label: "time zone",
    help: "Time zone of the clients.",
    offers: offeredTimezones,
  }),
  ntpServers: setting(z.array(grammar.hostName).default([]), {
    label: "time servers",
    help: "Time servers. Empty: those from DHCP.",
  }),
  homeSize: setting(grammar.memorySize.default("512M"), {
    label: "room for /home",
    help: "Size of /home in memory, such as 512M, or a percentage of the client's memory.",
  }),
  writable: setting(grammar.memorySize.default("50%"), {
    label: "room for changes",
    help: "Memory for files that programs write outside /home. They are lost at the next boot.",
  }),
  network: oneOf(
    {
      auto: "ifupdown if the suite uses it, else systemd-networkd",
      ifupdown: "ifupdown, reading /tmp/interfaces",
      networkd: "systemd-networkd",
    },
    "auto",
    { help: "Program that manages the network in the running system." },
  ),
  kioskUrl: setting(pageUrl.nullable().default(null), {
    label: "kiosk page",
    help: "Address of the web page that the role kiosk shows in full screen.",
    usedBy: ["kiosk"],
  }),
  screenOffAfter: setting(z.int().min(0).max(999).default(0), {
    label: "screen off after",
    help: "Minutes without input after which a desktop or kiosk switches the screen off. 0: never.",
    stride: 5,
    usedBy: ["session"],
  }),
  keyboard: setting(grammar.keyboardLayout.default("us"), {
    help: "Keyboard layout of a desktop or kiosk, such as us, de or de:nodeadkeys.",
    usedBy: ["session"],
    offers: keyboards,
  }),
  sshKeys: setting(z.array(sshPublicKey).default([]), {
    label: "SSH keys",
    help: "Public keys, one line each, as in a file that ends in .pub. Their owners can log in by SSH as the user.",
  }),
  sshRoot: setting(z.boolean().default(false), {
    label: "SSH as root",
    help: "The owners of these keys can log in as root too. Passwords are never accepted.",
  }),
  rdpServers: setting(z.array(rdpServer).default([]), {
    label: "RDP servers",
    help: "Servers with a desktop shortcut each: NAME:HOST:PORT:OPTION OPTION, such as office:ts1.lab:3389:/f. With --set, separate several by ;",
    usedBy: ["rdp"],
  }),
  ...declaredIn("client"),
  shutdownTime: setting(grammar.timeOfDay.nullable().default(null), {
    label: "switch off at",
    help: "Time of day at which clients switch themselves off, such as 22:30. None: never.",
  }),
});
