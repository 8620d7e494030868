import { resolve } from "../image/links.ts";
import { visible } from "../image/names.ts";
import type { Finding } from "./finding.ts";
import type { Wanted } from "./programs.ts";
import type { Root } from "./root.ts";
import { commandOf, type UnitLines, unitLines, words } from "./unit-file.ts";

/** Where units lie, the first one of a name counts: systemd.unit(5). */
const directories = [
  ...["etc/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"],
];
/** Where systemd looks for programs that are named without a path. */
const programDirectories = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin"];

/** Kinds of units that are files. Devices, slices and scopes come up by themselves, mounts by /etc/fstab as well. */
const kinds = /\.(service|target|socket|timer|path)$/;

/** A login on a console: its program may fail by its unit, but without it nobody can log in. */
const logins = /^(getty|console-getty|container-getty|autovt)@?/;

/** `getty@.service` of `getty@tty1.service`; undefined for what is no instance. */
const templateOf = (name: string): string | undefined => {
  const [, template, kind] = /^([^@]+@)[^.].*(\.[a-z]+)$/.exec(name) ?? [];
  return template === undefined ? undefined : `${template}${kind}`;
};

interface Unit {
  readonly path: string;
  readonly masked: boolean;
}

/** What the units of the default target come to. */
export interface UnitsLook {
  readonly findings: readonly Finding[];
  /** What the services run that it wants. */
  readonly programs: readonly Wanted[];
}

/** The units that an image starts by default. */
export class Units {
  private readonly findings: Finding[] = [];
  private readonly programs: Wanted[] = [];
  private readonly visited = new Set<string>();

  /**
   * @param root with `files` loaded
   * @param leftOut paths of files that the settings leave out with their packages, so that nothing is missed there
   */
  constructor(
    private readonly root: Root,
    private readonly leftOut: ReadonlySet<string> = new Set(),
  ) {}

  /** All units of an image: they are small, and reading some in several passes takes longer. */
  static files(root: Root): string[] {
    return directories.flatMap((directory) =>
      root.namesIn(directory).flatMap((name) => {
        const path = `${directory}/${name}`;
        if (kinds.test(name)) return [path];
        return name.endsWith(".d") ? root.namesIn(path).map((one) => `${path}/${one}`) : [];
      }),
    );
  }

  look(): UnitsLook {
    const start = this.find("default.target");
    if (!start) this.say("default.target is not in the image, or leads nowhere");
    else if (start.masked) this.say("default.target is masked");
    else this.visit("default.target", start);
    return { findings: this.findings, programs: this.programs };
  }

  private say(problem: string): void {
    this.findings.push({ check: "units", problem });
  }

  /** A unit by name, or the template of an instance. */
  private find(name: string): Unit | undefined {
    for (const called of [name, templateOf(name)]) {
      if (called === undefined) continue;
      for (const directory of directories) {
        const path = `${directory}/${called}`;
        const above = resolve(this.root.tree, directory);
        const link = above === undefined ? undefined : this.root.tree.child(above, called);
        if (link === undefined) continue;
        if (this.root.tree.target(link) === "/dev/null") return { path, masked: true };
        const file = this.root.file(path);
        // A link that leads nowhere is no unit, and one of the same name further down counts.
        if (file !== undefined) return { path, masked: this.root.tree.size(file) === 0 };
      }
    }
    return undefined;
  }

  private linesOf(name: string, { path }: Unit): UnitLines {
    const dropIns = [templateOf(name), name].flatMap((called) =>
      called === undefined
        ? []
        : [...directories].reverse().flatMap((directory) =>
            this.root
              .namesIn(`${directory}/${called}.d`)
              .filter((one) => one.endsWith(".conf"))
              .sort()
              .map((one) => `${directory}/${called}.d/${one}`),
          ),
    );
    return unitLines(...[path, ...dropIns].map((file) => this.root.text(file)));
  }

  /** Names in a directory such as multi-user.target.wants. */
  private linked(name: string, folder: "wants" | "requires"): string[] {
    const names = [name, templateOf(name)].flatMap((called) =>
      called === undefined
        ? []
        : directories.flatMap((directory) => this.root.namesIn(`${directory}/${called}.${folder}`)),
    );
    return [...new Set(names)];
  }

  /** Whether sysvinit's script of that name becomes a service. */
  private isScript(name: string): boolean {
    return name.endsWith(".service") && this.root.file(`etc/init.d/${name.slice(0, -8)}`) !== undefined;
  }

  private isLeftOut(name: string): boolean {
    return [name, templateOf(name)].some((called) =>
      directories.some((directory) => called !== undefined && this.leftOut.has(`${directory}/${called}`)),
    );
  }

  private visit(name: string, unit: Unit): void {
    // Another name for the same unit brings the same, but has its own directories of links.
    if (this.visited.has(name)) return;
    this.visited.add(name);
    const lines = this.linesOf(name, unit);
    const place = this.root.placeOf(unit.path) ?? unit.path;
    const names = [name, place.slice(place.lastIndexOf("/") + 1)];
    const called = templateOf(name) === undefined ? names[1] : name;
    if (name.endsWith(".service")) this.run(name, lines);
    const linked = names.flatMap((each) => this.linked(each, "wants"));
    const required = [
      ...names.flatMap((each) => this.linked(each, "requires")),
      ...words(lines, "Unit.Requires"),
      ...words(lines, "Unit.BindsTo"),
    ];
    for (const other of new Set([...linked, ...required])) {
      if (!kinds.test(other) || other.includes("%")) continue;
      const found = this.find(other);
      if (found && !found.masked) this.visit(other, found);
      if (found || this.isScript(other) || this.isLeftOut(other)) continue;
      const verb = required.includes(other) ? "requires" : "wants";
      this.say(`${visible(called ?? name)} ${verb} ${visible(other)}, which is not in the image`);
    }
    // A unit that is only named here may be missing: systemd ignores that.
    for (const other of words(lines, "Unit.Wants")) {
      const found = kinds.test(other) && !other.includes("%") ? this.find(other) : undefined;
      if (found && !found.masked) this.visit(other, found);
    }
  }

  /** Whether a condition of the unit keeps it from being started in this image. */
  private isHeldBack(lines: UnitLines): boolean {
    return ["ConditionPathExists", "ConditionFileIsExecutable", "ConditionFileNotEmpty"]
      .flatMap((condition) => lines.get(`Unit.${condition}`) ?? [])
      .some((path) => /^\/(usr|etc|bin|sbin|lib)\//.test(path) && this.root.file(path) === undefined);
  }

  private run(name: string, lines: UnitLines): void {
    if (this.isHeldBack(lines)) return;
    for (const line of lines.get("Service.ExecStart") ?? []) {
      const { program, mayFail } = commandOf(line);
      if (program === "" || /[%$]/.test(program) || (mayFail && !logins.test(name))) continue;
      const path = program.startsWith("/")
        ? program
        : programDirectories.map((folder) => `/${folder}/${program}`).find((one) => this.root.file(one));
      this.programs.push({ check: "units", path: path ?? `/usr/bin/${program}`, of: name });
    }
  }
}
