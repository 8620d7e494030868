import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../../src/system/paths.ts";

const guest = join(packageRoot(), "src/guest");
const folder = mkdtempSync(join(tmpdir(), "thinsmith-desktop-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (path: string) => join(folder, path);
const program = (path: string, text: string) =>
  writeFileSync(file(path), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

/** A script of a role that reads this configuration, as text. */
const configured = (path: string, configuration: string) => {
  writeFileSync(file("client.conf"), configuration);
  return readFileSync(join(guest, "roles", path), "utf8").replace(
    /^\. .*$/m,
    `. ${guest}/root/usr/share/thinsmith/initrd/config.sh; thinsmith_conf=${file("client.conf")}`,
  );
};
/** Runs a script; fake programs take precedence over real ones. */
const runScript = (script: string, ...args: readonly string[]) =>
  spawnSync("dash", ["-c", script, ...args], {
    encoding: "utf8",
    env: { HOME: file("home"), PATH: `${folder}:${process.env.PATH}` },
  });

describe("the desktop's start", () => {
  beforeEach(() => {
    rmSync(file("sys"), { recursive: true, force: true });
    mkdirSync(file("sys/bus/pci/devices/card"), { recursive: true });
    mkdirSync(file("sys/bus/pci/devices/network"), { recursive: true });
    writeFileSync(file("sys/bus/pci/devices/card/class"), "0x030000\n");
    writeFileSync(file("sys/bus/pci/devices/network/class"), "0x020000\n");
    program("session", "echo started");
  });
  const start = (before: string, tries = 20) =>
    spawnSync("sh", ["-c", `${before}\nexec ${join(guest, "root/usr/lib/thinsmith/desktop")}`], {
      encoding: "utf8",
      timeout: 15_000,
      env: {
        ...process.env,
        DESKTOP_TRIES: String(tries),
        DESKTOP_SYS: file("sys"),
        DESKTOP_QUEUE: file("queue"),
        DESKTOP_SESSION: file("session"),
      },
    }).stdout;

  it("waits until the graphics card has its driver, but not for udev and other devices", () => {
    writeFileSync(file("queue"), "");
    program("session", `[ -d ${file("sys/bus/pci/devices/card/drm")} ] && echo with its driver`);
    expect(start(`(sleep 1; mkdir ${file("sys/bus/pci/devices/card/drm")}) >/dev/null &`)).toBe(
      "with its driver\n",
    );
  });

  it("continues without a driver when the queue of udev is empty, or after a limited time", () => {
    rmSync(file("queue"), { force: true });
    expect(start("")).toBe("started\n");
    writeFileSync(file("queue"), "");
    expect(start("", 1)).toBe("started\n");
  });
});

describe("jwm's configuration", () => {
  const applications = file("applications");
  const configuration = (titles: readonly string[]) => {
    rmSync(applications, { recursive: true, force: true });
    mkdirSync(applications);
    titles.forEach((title, index) => {
      writeFileSync(
        join(applications, `thinsmith-rdp-${index + 1}.desktop`),
        `[Desktop Entry]\nName=${title}\n`,
      );
    });
    return execFileSync(join(guest, "roles/jwm/usr/lib/thinsmith/jwm-config"), [applications], {
      encoding: "utf8",
    });
  };

  it("has all of 40 servers in its menu, and the first few in its tray", () => {
    const text = configuration(Array.from({ length: 40 }, (_, index) => `Server ${index + 1}`));
    expect(text.match(/<Program label="Server \d+">\/usr\/lib\/thinsmith\/rdp \d+<\/Program>/g)).toHaveLength(
      40,
    );
    expect(text).toContain('<Program label="Server 40">/usr/lib/thinsmith/rdp 40</Program>');
    expect(text.match(/<TrayButton label="Server/g)).toHaveLength(5);
  });

  it("accepts any letters, and treats no part of a name as markup or as a format", () => {
    const text = configuration(["Büro %s 東京", `<Exit/>"&amp;`]);
    expect(text).toContain('<TrayButton label="Büro %s 東京">exec:/usr/lib/thinsmith/rdp 1</TrayButton>');
    expect(text).toContain('label="&lt;Exit/&gt;&quot;&amp;amp;"');
    expect(text.match(/<Exit/g)).toHaveLength(1);
  });

  it("has a menu without any server", () => {
    expect(configuration([])).toMatch(/<TrayButton label="Menu">[\s\S]*<Clock/);
  });
});

describe("the kiosk's session", () => {
  /** The arguments for Chromium and the keyboard layout for cage. */
  const started = (configuration: string) => {
    for (const name of ["curl", "cage"])
      program(name, name === "cage" ? 'echo "$@ $XKB_DEFAULT_LAYOUT"' : "exit 0");
    const script = configured("kiosk/usr/lib/thinsmith/session", configuration).replace(
      "/usr/share/X11/xkb/symbols",
      file("symbols"),
    );
    mkdirSync(file("symbols"), { recursive: true });
    writeFileSync(file("symbols/us"), "");
    writeFileSync(file("symbols/de"), 'xkb_symbols "nodeadkeys" {};\n');
    return runScript(script).stdout.trim().replace("-- /usr/lib/thinsmith/kiosk-browser ", "");
  };

  it("passes the address of the page as one argument", () => {
    expect(started("kiosk_url=http://a/b%20c?d=e&f#g\n")).toBe("http://a/b%20c?d=e&f#g us");
    expect(started("kiosk_url=http://a/$(id)*?$filter=x\n")).toBe("http://a/$(id)*?$filter=x us");
    expect(started("kiosk_url=https://[::1]:8443/x\nkeyboard=de:nodeadkeys\n")).toBe(
      "https://[::1]:8443/x de",
    );
  });

  it("shows a notice if the address is missing or wrong", () => {
    const notice = "file:///usr/share/thinsmith/kiosk";
    expect(started("kiosk_url=\n")).toBe(`${notice}/missing.html us`);
    for (const wrong of ["file:///etc/passwd", "a b", 'http://a/"x', "http://a/`id`", "--x"])
      expect(started(`kiosk_url=${wrong}\n`)).toBe(`${notice}/wrong.html us`);
    for (const name of ["missing", "wrong"])
      expect(existsSync(join(guest, `roles/kiosk/usr/share/thinsmith/kiosk/${name}.html`))).toBe(true);
  });

  it("has a keyboard even if the layout or the variant is not known", () => {
    for (const wrong of ["xx", "de:dvorak", "../de", "de:$(id)"])
      expect(started(`kiosk_url=http://a\nkeyboard=${wrong}\n`)).toBe("http://a us");
  });

  it("has a keymap in which no key leads out of the page", () => {
    const keymap = spawnSync(
      "xkbcli",
      ["compile-keymap", "--layout", "de", "--variant", "nodeadkeys", "--options", "thinsmith:kiosk"],
      {
        encoding: "utf8",
        env: { ...process.env, XKB_CONFIG_EXTRA_PATH: join(guest, "roles/kiosk/etc/xkb") },
      },
    );
    expect(keymap.status).toBe(0);
    const symbols = keymap.stdout.slice(keymap.stdout.indexOf("xkb_symbols"));
    expect(symbols).not.toMatch(
      /\b(Control_[LR]|F\d+|Escape|Menu|XF86(Back|Forward|HomePage|Search|WWW|Mail))\b/,
    );
    expect(symbols).toMatch(/\budiaeresis\b/);
    expect(symbols).toMatch(/ISO_Level3_Shift/);
  });
});

describe("the screen", () => {
  /** The commands that a program of a role starts, one per line. All of them are fakes. */
  const startedBy = (script: string, configuration: string) => {
    const fakes = ["setxkbmap", "xset", "xsetroot", "xterm", "wlr-randr", "swayidle", "chromium"];
    for (const name of fakes)
      program(name, name === "wlr-randr" ? "echo 'Virtual-1 \"a screen\"'" : `echo "${name} $*"`);
    const { stdout, status } = runScript(configured(script, configuration), script, "xterm");
    expect(status).toBe(0);
    return stdout;
  };
  const desktop = (configuration: string) => startedBy("xorg/usr/lib/thinsmith/x-client", configuration);
  const kiosk = (configuration: string) => startedBy("kiosk/usr/lib/thinsmith/kiosk-browser", configuration);

  it("goes dark after the minutes that are set", () => {
    expect(desktop("screen_off=5\n")).toContain("xset s blank s 300\nxset +dpms dpms 300 300 300\n");
    expect(desktop("screen_off=08\n")).toContain("xset s blank s 480\n");
    expect(kiosk("screen_off=08\n")).toContain(
      "swayidle -w timeout 480 wlr-randr --output Virtual-1 --off;  resume wlr-randr --output Virtual-1 --on; \n",
    );
  });

  it("stays on otherwise, and an invalid value does not keep the desktop from starting", () => {
    for (const value of ["", "screen_off=0\n", "screen_off=\n", "screen_off=5m\n", "screen_off=1000\n"]) {
      expect(desktop(value)).toMatch(/^xset s off -dpms$[\s\S]*^xterm $/m);
      expect(kiosk(value)).toMatch(/^chromium .*xterm\n$/);
    }
  });
});
