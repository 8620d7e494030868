import { describe, expect, it } from "vitest";
import { observeCommands, observed, shellWord } from "../../../src/system/command-log.ts";
import { run, runOnTerminal, start, stream } from "../../../src/system/process.ts";

describe("what is told of foreign programs", () => {
  it("is one line at the start and one at the end, for each of the four ways to start one", async () => {
    const lines: string[] = [];
    const end = observeCommands((line) => lines.push(line));
    try {
      await run(["sh", "-c", "exit 0\n#"], { env: { A: "b c" } });
      await run(["false"]).catch(() => {});
      for await (const _ of stream(["echo", "x"]));
      await runOnTerminal(["true"], { DEBIAN_FRONTEND: "noninteractive" });
      const running = start(["sleep", "60"], {});
      await running.stop();
      await run(["/nonexistent/program"]).catch(() => {});
    } finally {
      end();
    }
    await run(["true"]);
    const told = lines.map((line) => line.replace(/^\[\d+\] /, "").replace(/ PATH=\S+/, ""));
    const cd = `start cd ${shellWord(process.cwd())};`;
    expect(told).toEqual([
      `${cd} A='b c' sh -c $'exit 0\\n#'`,
      expect.stringMatching(/^end sh: status 0, \d+\.\d\d s$/),
      `${cd} false`,
      expect.stringMatching(/^end false: status 1, /),
      `${cd} echo x`,
      expect.stringMatching(/^end echo: status 0, /),
      `${cd} DEBIAN_FRONTEND=noninteractive true`,
      expect.stringMatching(/^end true: status 0, /),
      `${cd} sleep 60`,
      expect.stringMatching(/^end sleep: SIGKILL, /),
      `${cd} /nonexistent/program`,
      expect.stringMatching(/^end \/nonexistent\/program: status 127, /),
    ]);
    expect(new Set(lines.map((line) => line.split(" ")[0])).size).toBe(6);
  });

  it("quotes words so that a shell reads them again, and a terminal takes nothing in them for a command", async () => {
    expect(shellWord("zram.sizePct=75")).toBe("zram.sizePct=75");
    const words = [
      "a b",
      "it's",
      '$(x) `y` \\ "',
      "",
      "~",
      "a\nb\tc",
      "\x1b[201~\x07\x9b",
      "\u202eabc",
      "ä漢",
      "#",
    ];
    for (const word of words) expect(shellWord(word)).not.toMatch(/[\p{Cc}\u202e]/u);
    const said = await run(["bash", "-c", `printf '%s\\0' ${words.map(shellWord).join(" ")}`], {
      env: { LC_ALL: "C.UTF-8" },
    });
    expect(said.split("\0").slice(0, -1)).toEqual(words);
  });

  it("hides secrets, and reaches only those whose work started the program", async () => {
    const [mine, others]: [string[], string[]] = [[], []];
    await Promise.all([
      observed(
        (line) => mine.push(line),
        () => run(["true"], { env: { THINSMITH_PASSWORD: "$6$hash" } }),
      ),
      observed(
        (line) => others.push(line),
        () => run(["echo"]),
      ),
    ]);
    expect(mine.join("\n")).toMatch(/THINSMITH_PASSWORD=hidden true\n\[\d+\] end true: status 0/);
    expect(mine.join("\n")).not.toContain("hash");
    expect(others.join("\n")).not.toContain("true");
    expect(others).toHaveLength(2);
  });
});
