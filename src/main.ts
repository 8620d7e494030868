#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from "commander";
import { CancelledError, ThinsmithError, UsageError } from "./system/errors.ts";
import { lastWords } from "./system/text.ts";
import { version } from "./system/version.ts";

/** What the terminal UI offers; loaded only where it is drawn, since it takes longer to load than all the rest. */
const ui = async () => {
  // ink's colours look at FORCE_COLOR alone.
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = "0";
  return import("../components/index.ts");
};

const inTerminal = () => process.stdin.isTTY && process.stdout.isTTY;

const collect = (word: string, words: readonly string[]) => [...words, word];

const wholeNumber = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  }
  return value;
};

const oneOf =
  (...words: readonly string[]) =>
  (text: string) => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It must be ${words.join(", ")}.`);
    return text;
  };

const setOption = () =>
  new Option("--set <name=value>", "change a setting; += and -= add to and take from lists; may be repeated")
    .argParser(collect)
    .default([], "none");

const exitWith = (status: number) => {
  process.exitCode = status;
};

const program = new Command("thinsmith")
  .description("Builds, proves and serves Linux images for machines without disks.")
  .version(version)
  .showHelpAfterError("(thinsmith --help lists the commands)")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .helpCommand("help [command]", "display help for a command")
  .allowExcessArguments()
  .action(async (_, { args: [word] }: Command) => {
    if (word !== undefined) {
      const commands = program.commands.map((command) => command.name());
      const { nearest } = await import("./grammar/nearest.ts");
      const meant = nearest(word, commands);
      throw new UsageError(
        `There is no command ${word}${meant ? `; did you mean ${meant}?` : "."}`,
        `Commands: ${commands.join(", ")}. thinsmith --help tells more.`,
      );
    }
    if (!inTerminal()) {
      throw new UsageError(
        "The wizard needs a terminal.",
        "Without one, use the commands, such as: thinsmith build console --yes",
      );
    }
    const loading = ui();
    const { installMissing } = await import("./commands/doctor.ts");
    await installMissing(["build", "boot"], false);
    const { runWizard } = await loading;
    exitWith(
      await runWizard(async (built) =>
        (await import("./commands/build-result.ts")).writeResult(built, false),
      ),
    );
  });

program
  .command("build")
  .description("build an image from a preset or a preset file")
  .argument("[preset]", "name of a preset, or path of a preset file", "console")
  .addOption(setOption())
  .option("--output <dir>", "directory for releases (default: build)")
  .option("--dry-run", "print the stages, their keys and whether the cache has them")
  .option("--yes", "install missing packages unasked")
  .option("--no-cache", "make every stage anew, with the newest packages")
  .option("--only <stage>", "run one stage, with what it needs; its files go to DIR/NAME/parts")
  .addOption(
    new Option("--progress <kind>", "how to show progress")
      .choices(["auto", "tty", "plain", "json", "quiet"])
      .default("auto"),
  )
  .action(async (preset, options) => {
    const { buildCommand } = await import("./commands/build.ts");
    const draw = async (...args: Parameters<Awaited<ReturnType<typeof ui>>["drawBuild"]>) =>
      (await ui()).drawBuild(...args);
    exitWith(await buildCommand(preset, options, draw));
  });

program
  .command("boot")
  .description("boot a release in a virtual machine without a disk and give a verdict")
  .argument("[release]", "path, id or name of a release (default: the current one)")
  .option("--memory <mib>", "memory of the machine", wholeNumber(64, 1_048_576), 1024)
  .option("--cpus <n>", "processors of the machine", wholeNumber(1, 64), 2)
  .addOption(new Option("--firmware <kind>", "firmware").choices(["bios", "uefi"]).default("bios"))
  .addOption(new Option("--accel <kind>", "acceleration").choices(["auto", "kvm", "tcg"]).default("auto"))
  .addOption(
    new Option("--param <word>", "boot parameter; may be repeated").argParser(collect).default([], "none"),
  )
  .option("--timeout <seconds>", "time to reach multi-user", wholeNumber(1, 86_400), 300)
  .option("--output <dir>", "directory of the releases (default: build)")
  .option("--yes", "install missing packages unasked")
  .option("--json", "print the verdict as JSON")
  .action(async (release, options) => {
    const { bootCommand } = await import("./commands/boot.ts");
    exitWith(await bootCommand(release, options));
  });

program
  .command("inspect")
  .description("what is in a release, a squashfs, an initrd or a tar archive, and how large it is")
  .argument("[release|file]", "path, id or name of a release, or a file (default: the current release)")
  .option("--text", "print a summary in place of opening the explorer, as without a terminal")
  .option("--list", "print every entry, a line each")
  .option("--part <name>", "rootfs, initrd or home alone")
  .option("--output <dir>", "directory of the releases (default: build)")
  .option("--yes", "install missing packages unasked")
  .option("--json", "print it as JSON, with missing firmware")
  .action(async (word, options) => {
    const { text, list, part, json, output, yes } = options;
    if (inTerminal() && !text && !list && !part && !json) {
      const loading = ui();
      const { installMissing } = await import("./commands/doctor.ts");
      await installMissing(["inspect"], yes === true);
      exitWith(await (await loading).runInspect(word, output));
      return;
    }
    const { inspectCommand } = await import("./commands/inspect.ts");
    exitWith(await inspectCommand(word, options));
  });

program
  .command("extract")
  .description("unpack a part of a release, or of a file")
  .argument("<part>", "rootfs, initrd or home", oneOf("rootfs", "initrd", "home"))
  .option("--release <release>", "path, id or name of a release, or a file (default: the current release)")
  .option("--to <dir>", "where to (default: unpacked-PART here)")
  .addOption(
    new Option("--only <path>", "only this file or directory; may be repeated")
      .argParser(collect)
      .default([], "everything"),
  )
  .option("--replace", "remove what is there, whoever made it")
  .option("--output <dir>", "directory of the releases (default: build)")
  .option("--yes", "install missing packages unasked")
  .action(async (part, options) => {
    const { extractCommand } = await import("./commands/extract.ts");
    exitWith(await extractCommand(part, options));
  });

program
  .command("diff")
  .description("what one release, or file, has other than another")
  .argument("<before>", "path, id or name of a release, or a file")
  .argument("<after>", "the same of the other")
  .option("--output <dir>", "directory of the releases (default: build)")
  .option("--yes", "install missing packages unasked")
  .option("--json", "print it as JSON, with every file")
  .action(async (before, after, options) => {
    const { diffCommand } = await import("./commands/diff.ts");
    exitWith(await diffCommand(before, after, options));
  });

program
  .command("serve")
  .description("give a release to clients on a network: DHCP, TFTP and HTTP, until Ctrl-C")
  .argument("[release]", "path, id or name of a release (default: the current one, whichever that is)")
  .option("--interface <if>", "network interface that leads to the clients")
  .addOption(
    new Option("--dhcp <mode>", "beside another DHCP server, in its place, or not at all")
      .choices(["proxy", "full", "off"])
      .default("proxy"),
  )
  .option("--range <from-to>", "addresses to give away with --dhcp full (default: the network's upper half)")
  .option("--router <address>", "router that clients are told of (default: this machine's own)")
  .addOption(
    new Option(
      "--dns <address>",
      "DNS server that clients are told of; may be repeated (default: this machine's)",
    )
      .argParser(collect)
      .default([], "none"),
  )
  .option("--http-port <n>", "port of HTTP", wholeNumber(1, 65_535), 80)
  .addOption(
    new Option("--http <server>", "who serves HTTP: nginx where it is installed, or thinsmith itself")
      .choices(["auto", "nginx", "built-in"])
      .default("auto"),
  )
  .option("--preset <preset>", "take loaders and single clients from this preset or preset file")
  .addOption(setOption())
  .option("--output <dir>", "directory of the releases (default: build)")
  .option("--yes", "install missing packages unasked")
  .addOption(
    new Option("--progress <kind>", "how to show what happens")
      .choices(["auto", "tty", "plain", "json", "quiet"])
      .default("auto"),
  )
  .action(async (release, options) => {
    const { serveCommand } = await import("./commands/serve.ts");
    const draw = async (...args: Parameters<Awaited<ReturnType<typeof ui>>["drawServe"]>) =>
      (await ui()).drawServe(...args);
    exitWith(await serveCommand(release, options, draw));
  });

program
  .command("deploy")
  .description("make a folder to copy to any server: release, loaders, configuration, a check script")
  .argument("<dir>")
  .addOption(
    new Option("--server <programs>", "what does DHCP and TFTP there")
      .choices(["dnsmasq", "isc-dhcp+tftpd"])
      .default("dnsmasq"),
  )
  .addOption(new Option("--http <program>", "what does HTTP there").choices(["nginx"]).default("nginx"))
  .addOption(
    new Option("--dhcp <mode>", "beside another DHCP server, in its place, or not at all").choices([
      "proxy",
      "full",
      "off",
    ]),
  )
  .option("--address <address/prefix>", "the server's address with its network (default: this machine's)")
  .option("--interface <if>", "its network interface (default: this machine's, or eth0)")
  .option("--http-port <n>", "port of HTTP", wholeNumber(1, 65_535), 80)
  .option("--range <from-to>", "addresses to give away with --dhcp full (default: the network's upper half)")
  .option("--router <address>", "router that clients are told of")
  .addOption(
    new Option("--dns <address>", "DNS server that clients are told of; may be repeated")
      .argParser(collect)
      .default([], "none"),
  )
  .option("--root <path>", "where the folder will lie on the server", "/srv/thinsmith")
  .option("--release <release>", "path, id or name of a release (default: the current one)")
  .option("--preset <preset>", "take loaders and single clients from this preset or preset file")
  .addOption(setOption())
  .option("--output <dir>", "directory of the releases (default: build)")
  .option("--yes", "install missing packages unasked")
  .action(async (directory, options) => {
    const { deployCommand } = await import("./commands/deploy.ts");
    exitWith(await deployCommand(directory, options));
  });

const presets = () => import("./commands/preset.ts");
const preset = program.command("preset").description("saved settings");
preset
  .command("list")
  .description("own and shipped presets")
  .action(async () => (await presets()).listPresetsCommand());
preset
  .command("show")
  .description("print complete settings")
  .argument("<preset>")
  .action(async (name) => (await presets()).showPreset(name));
preset
  .command("save")
  .description("save settings under a name")
  .argument("<name>")
  .option("--from <preset>", "preset or file to begin with", "console")
  .addOption(setOption())
  .action(async (name, options) => (await presets()).savePresetCommand(name, options));
preset
  .command("delete")
  .description("delete a saved preset")
  .argument("<name>")
  .action(async (name) => (await presets()).deletePresetCommand(name));
preset
  .command("import")
  .description("save a preset file among one's own")
  .argument("<file>")
  .option("--name <name>", "under another name than the file's")
  .action(async (file, options) => (await presets()).importPreset(file, options));
preset
  .command("export")
  .description("write a preset to a file, or print it")
  .argument("<preset>")
  .argument("[file]", "- or none: print it")
  .option("--replace", "replace the file if there is one")
  .action(async (name, file, options) => (await presets()).exportPreset(name, file, options));
preset
  .command("schema")
  .description("print the JSON Schema of preset files")
  .option("--table", "print every setting as a table in Markdown")
  .action(async (options) => (await presets()).printSchema(options));

const releases = () => import("./commands/release.ts");
const release = program.command("release").description("releases that were built");
release
  .command("list")
  .description("all releases; * marks those in use, + those that only canaries get")
  .option("--output <dir>", "directory of the releases")
  .action(async (options) => (await releases()).listReleasesCommand(options));
release
  .command("current")
  .description("path of the release in use")
  .argument("[name]", "name of an image")
  .option("--output <dir>", "directory of the releases")
  .action(async (name, options) => (await releases()).currentReleaseCommand(name, options));
release
  .command("rollback")
  .description("use the release before the current one; a release on trial is taken back first")
  .argument("<name>", "name of an image")
  .option("--to <id>", "use this release")
  .option("--output <dir>", "directory of the releases")
  .action(async (name, options) => (await releases()).rollbackCommand(name, options));
release
  .command("promote")
  .description("give all clients the release that the canaries have (serve.canary)")
  .argument("<name>", "name of an image")
  .option("--output <dir>", "directory of the releases")
  .action(async (name, options) => (await releases()).promoteCommand(name, options));
release
  .command("prune")
  .description("remove old releases, but none that is in use or being served")
  .argument("[name]", "name of an image (default: all)")
  .option("--keep <n>", "how many of the newest stay in any case", wholeNumber(0, 10_000), 3)
  .option("--dry-run", "only say what would go")
  .option("--output <dir>", "directory of the releases")
  .action(async (name, options) => (await releases()).pruneCommand(name, options));

const box = program.command("box").description("base boxes of the Vagrant builder");
box
  .command("make")
  .description("make a base box for libvirt from Debian's packages, without Vagrant Cloud")
  .option("--suite <suite>", "trixie or bookworm", "bookworm")
  .option("--kernel <package>", "the kernel of its machines: best that of the images", "auto")
  .option("--mirror <url>", "the one package mirror to take everything from")
  .option("--output <file>", "keep the box file, too, for other machines")
  .option("--verbose", "print what the tools say")
  .option("--yes", "install missing packages unasked")
  .action(async (options) => exitWith(await (await import("./commands/box.ts")).boxMakeCommand(options)));
box
  .command("list")
  .description("the boxes that are here, and those that are known")
  .option("--json", "print them as JSON")
  .action(async (options) => exitWith(await (await import("./commands/box.ts")).boxListCommand(options)));

program
  .command("doctor")
  .description("what this machine has and lacks")
  .option("--install", "install what is missing with apt, after one question")
  .option("--tests", "look at what thinsmith's own tests need, too")
  .option("--vagrant", "look at what the Vagrant builder needs, too")
  .option("--yes", "install without the question")
  .option("--json", "print the findings as JSON")
  .action(async (options) => {
    const { doctorCommand } = await import("./commands/doctor.ts");
    exitWith(await doctorCommand(options));
  });

/** An error of the operating system's, such as a directory that may not be written to. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && "code" in error;

/** Whoever read our output stopped: nothing that a person would have to be told. */
const isNobodyReading = (error: unknown): boolean =>
  isSystemError(error) && error.code === "EPIPE" && error.syscall === "write";

/** Errors for a person on stderr; anything else is a fault of ours and keeps its stack. */
const report = (error: unknown): void => {
  if (isNobodyReading(error)) exitWith(new CancelledError().exitCode);
  else if (error instanceof ThinsmithError) {
    const remedy = error.remedy ? `What to do: ${error.remedy}\n` : "";
    const said = lastWords(error.lastLines.filter((line) => line !== error.message)).map(
      (line) => `    ${line}\n`,
    );
    process.stderr.write(`thinsmith: ${error.message}\n${remedy}${said.join("")}`);
    exitWith(error.exitCode);
  } else if (isSystemError(error)) {
    process.stderr.write(
      `thinsmith: ${error.message}\nWhat to do: check that the path exists and that this user may use it.\n`,
    );
    exitWith(1);
  } else {
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`thinsmith ${version} has a fault of its own; please report this:\n${stack}\n`);
    exitWith(1);
  }
};

// What this program itself takes, for its own words about commands that are none, the commands must not.
const strict = (command: Command): void => {
  command.allowExcessArguments(false);
  command.commands.forEach(strict);
};
program.commands.forEach(strict);

// Whoever reads our output may stop: what is running is then ended in order, as by a signal.
process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));

await program.parseAsync().catch(report);
