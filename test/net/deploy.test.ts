import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newWorkplace, thinsmith, type Workplace } from "../support/cli.ts";
import { type Lab, openLab } from "../support/net/lab.ts";
import { makeRelease } from "../support/releases/fake-release.ts";
import { waitFor } from "../support/wait.ts";

const id = "20261122T211403Z-aaaaaaaa";
const next = "20261123T090000Z-bbbbbbbb";

let workplace: Workplace;
let output: string;
let folder: string;
let lab: Lab;

beforeAll(async () => {
  workplace = await newWorkplace();
  // Everybody has to be able to go there: mkdtemp makes it for its owner.
  folder = await mkdtemp(join(tmpdir(), "thinsmith-deploy-"));
  await chmod(folder, 0o755);
  output = join(workplace.folder, "build");
  await makeRelease({ output, id });
});
beforeEach(async () => {
  lab = await openLab(0);
});
afterEach(() => lab.close());
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(workplace.folder, { recursive: true });
});

const deploy = (directory: string, ...args: readonly string[]) =>
  thinsmith(workplace, [
    ...["deploy", directory, "--address", "192.168.77.1/24", "--interface", "eth0", "--root", directory],
    ...args,
  ]);

/** Runs the folder's check script on the server; its status and what it says. */
const check = (directory: string) => {
  try {
    return { status: 0, said: lab.server.run("sh", join(directory, "check")) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, said: stdout };
  }
};

/** The server's own nginx, with the folder's site in it. */
const startNginx = async (directory: string, name: string) => {
  const config = join(folder, `${name}.conf`);
  await writeFile(
    config,
    `daemon off; pid ${folder}/${name}.pid; error_log stderr; events {} http { access_log off; include ${directory}/nginx.conf; }\n`,
  );
  const nginx = lab.server.start("nginx", "-c", config);
  await waitFor(() => lab.server.run("ss", "-Hltn").includes("192.168.77.1:80"));
  return async () => {
    // Its workers are its own to end.
    nginx.kill("SIGTERM");
    await waitFor(() => !lab.server.run("ss", "-Hltn").includes("192.168.77.1:80"));
  };
};
const get = (path: string, ...args: string[]) =>
  lab.office.run("curl", "-s", ...args, `http://192.168.77.1/${path}`);

describe("thinsmith deploy", { timeout: 60_000 }, () => {
  it("makes a folder that dnsmasq and nginx serve, and whose check finds nothing wrong", async () => {
    const directory = join(folder, "one");
    const mac = "52:54:00:00:77:01";
    const table = JSON.stringify([{ client: mac, parameters: ["hostname=desk"] }]);
    const { status, stderr, stdout } = await deploy(directory, "--set", `serve.clients=${table}`);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("http://192.168.77.1/boot.ipxe");
    const readme = await readFile(join(directory, "README"), "utf8");
    expect(readme.trim().split("\n")).toHaveLength(5);
    // Nothing answers yet.
    const early = check(directory);
    expect([early.status, early.said]).toEqual([
      1,
      expect.stringContaining("No server answers at http://192.168.77.1/boot.ipxe"),
    ]);
    const stop = await startNginx(directory, "one");
    lab.server.start(
      "dnsmasq",
      "-k",
      "-C",
      join(directory, "dnsmasq.conf"),
      "--pid-file=",
      `-l${folder}/leases`,
    );
    await waitFor(() => lab.server.run("ss", "-Hlun").includes(":69"));
    const all = check(directory);
    expect(all.said).toMatch(
      /^Nothing is wrong: \d+ files, release lab\/20261122T211403Z-aaaaaaaa at http:\/\/192\.168\.77\.1\.$/m,
    );
    expect(all.status).toBe(0);
    expect(get(`lab/${id}/rootfs.squashfs`)).toBe(`root of ${id}`);
    expect(get("rootfs.squashfs")).toBe(`root of ${id}`);
    expect(get("rootfs.squashfs", "-r", "0-3")).toBe("root");
    expect(get("clients/52-54-00-00-77-01.ipxe")).toContain("hostname=desk");
    expect(get("clients/52-54-00-00-77-02.ipxe")).toBe(get("clients/default.ipxe"));
    for (const path of ["", "lab/", "../sums", "%2e%2e/sums", "deployment.json", "build.log"])
      expect(get(path, "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}"), path).toMatch(/^40[034]$/);
    expect(get("rootfs.squashfs", "-X", "DELETE", "-o", "/dev/null", "-w", "%{http_code}")).toBe("403");
    const report = get(`lab/${id}/thinsmith/report`, "-d", '{"client": "deploy-test"}', "-w", "%{http_code}");
    expect(report).toBe("204");
    expect(await readFile("/var/log/nginx/thinsmith-reports.log", "utf8")).toContain(
      '\\"client\\": \\"deploy-test\\"',
    );

    await appendFile(join(directory, "http/lab", id, "rootfs.squashfs"), "more");
    await chmod(join(directory, "tftp/undionly.kpxe"), 0o600);
    const vmlinuz = join(directory, "http/lab", id, "vmlinuz");
    await rename(vmlinuz, `${vmlinuz}.away`);
    const wrong = check(directory);
    expect(wrong.status).toBe(1);
    expect(wrong.said).toContain(`The file http/lab/${id}/rootfs.squashfs is missing or not the one`);
    expect(wrong.said).toContain(`The file http/lab/${id}/vmlinuz is missing`);
    expect(wrong.said).toContain("Not every user may read tftp/undionly.kpxe");
    await stop();
  });

  it("gives firmware the image that it starts itself, which the check fetches by HTTP and TFTP", async () => {
    const directory = join(folder, "uki");
    // Older than the others, which deploy takes where none is named.
    const older = "20261121T090000Z-dddddddd";
    const path = `uki/${older}/thinsmith.efi`;
    const files = { "thinsmith.efi": `image of ${older}` };
    await makeRelease({ output, id: older, settings: { name: "uki" }, files });
    const { status, stderr, stdout } = await deploy(
      directory,
      ...["--release", "uki", "--set", "serve.uefi=uki"],
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(`http://192.168.77.1/${path}`);
    // Beside another DHCP server.
    expect(stderr).toContain("boot.server=192.168.77.1");
    const stop = await startNginx(directory, "uki");
    lab.server.start(
      ...["dnsmasq", "-k", "-C", join(directory, "dnsmasq.conf"), "--pid-file="],
      `-l${folder}/leases-uki`,
    );
    await waitFor(() => lab.server.run("ss", "-Hlun").includes(":69"));
    const right = check(directory);
    expect([right.status, right.said]).toEqual([0, expect.stringContaining("Nothing is wrong")]);
    expect(get(path)).toBe(`image of ${older}`);
    // For a DHCP server that does not know the releases.
    expect(get("thinsmith.efi")).toBe(`image of ${older}`);
    await rename(join(directory, "tftp", path), join(directory, "tftp", `${path}.away`));
    expect(check(directory).said).toContain(`The file tftp/${path} is missing`);
    await stop();
  });

  it("brings a folder up to date, with what the clients of before still need", async () => {
    const directory = join(folder, "two");
    await deploy(directory);
    await makeRelease({ output, id: next });
    const { status, stderr } = await deploy(
      directory,
      "--set",
      "serve.uefi=shim",
      "--set",
      "serve.bios=pxelinux",
    );
    expect(status, stderr).toBe(0);
    const read = (path: string) => readFile(join(directory, path), "utf8");
    expect(await read("http/clients/default.ipxe")).toContain(`lab/${next}/vmlinuz`);
    expect(await read("tftp/pxelinux.cfg/default")).toContain(`http://192.168.77.1/lab/${next}/vmlinuz`);
    expect(await read("tftp/grub/grub.cfg")).toContain(`linux /lab/${next}/vmlinuz 'boot=ram'`);
    expect(await read(`tftp/lab/${next}/vmlinuz`)).toBe(`kernel of ${next}`);
    expect(await read(`http/lab/${id}/rootfs.squashfs`)).toBe(`root of ${id}`);
    await expect(read("tftp/undionly.kpxe")).rejects.toThrow();
    execFileSync("sha256sum", ["--quiet", "-c", "sums"], { cwd: directory });
    await deploy(directory);
    await expect(read(`http/lab/${id}/rootfs.squashfs`)).rejects.toThrow();
  });

  it("names what a server lacks: the address, and names that clients are told", async () => {
    const directory = join(folder, "three");
    await makeRelease({
      ...{ output, id: "20261124T090000Z-cccccccc" },
      settings: { name: "names", client: { ntpServers: ["time.no-such-name.invalid"] } },
    });
    await deploy(directory, "--release", "names", "--http-port", "8080");
    lab.server.run("ip", "address", "add", "192.168.88.9/24", "dev", "eth0");
    lab.server.run("ip", "address", "del", "192.168.77.1/24", "dev", "eth0");
    const { said } = check(directory);
    lab.server.run("ip", "address", "add", "192.168.77.1/24", "dev", "eth0");
    expect(said).toContain("This machine does not have the address 192.168.77.1");
    expect(said).not.toContain("rejects");
    expect(said).toContain(
      "The name time.no-such-name.invalid, which clients use, cannot be resolved on this machine",
    );
    expect(said).toContain("No server answers at http://192.168.77.1:8080/boot.ipxe");
    const moved = join(folder, "moved");
    await rename(directory, moved);
    expect(check(moved).said).toContain(`This folder is ${moved}, but its configuration says ${directory}`);
  });

  it("makes one for ISC dhcpd and tftpd-hpa, which take it as it is", async () => {
    const directory = join(folder, "isc");
    const { status, stderr } = await deploy(
      directory,
      ...["--release", "lab", "--server", "isc-dhcp+tftpd", "--router", "192.168.77.254"],
    );
    expect(status, stderr).toBe(0);
    const stop = await startNginx(directory, "isc");
    await writeFile(join(folder, "dhcpd.leases"), "");
    const leases = ["-lf", join(folder, "dhcpd.leases"), "-pf", join(folder, "dhcpd.pid")];
    const dhcpd = ["-f", "-cf", join(directory, "dhcpd.conf"), ...leases, "-user", "root", "-group", "root"];
    lab.server.start("dhcpd", ...dhcpd, "eth0");
    const defaults = await readFile(join(directory, "tftpd-hpa"), "utf8");
    const of = (name: string) => new RegExp(`^${name}="(.*)"$`, "m").exec(defaults)?.[1] ?? "";
    const tftpd = ["--foreground", "--user", "root", "--address", of("TFTP_ADDRESS"), of("TFTP_OPTIONS")];
    lab.server.start("in.tftpd", ...tftpd, of("TFTP_DIRECTORY"));
    await waitFor(() => /:67 [\s\S]*:69 |:69 [\s\S]*:67 /.test(lab.server.run("ss", "-Hlun")));
    const { said, status: checked } = check(directory);
    expect(said).toContain("Nothing is wrong");
    expect(checked).toBe(0);
    await stop();
  });

  it("refuses a folder with other things in it, and what would not work", async () => {
    const directory = join(folder, "other");
    await mkdir(directory);
    await writeFile(join(directory, "mine"), "");
    const refused = async (message: string, ...args: string[]) => {
      const { status, stderr } = await deploy(...(args as [string]));
      expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    };
    await refused("thinsmith deploy has not made it", directory);
    await refused("is no address with its network", join(folder, "x"), "--address", "192.168.77.1");
    await refused("The folder cannot lie in", join(folder, "x"), "--root", "/srv/../etc");
    await refused("The folder cannot lie in", join(folder, "x"), "--root", "/srv/a b;rm");
    await refused(
      "it cannot do --dhcp proxy",
      join(folder, "x"),
      "--server",
      "isc-dhcp+tftpd",
      "--dhcp",
      "proxy",
    );
    await refused("is no name of a network interface", join(folder, "x"), "--interface", "eth0\nport=53");
  });
});
