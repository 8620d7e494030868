import { Command, Option } from "@commander-js/extra-typings";
import {
  collect,
  jsonOption,
  outputOption,
  passinOption,
  presetOption,
  setOption,
  withExamples,
  yesOption,
} from "./options.ts";

export const keysMake = withExamples(
  new Command("make")
    .description("make the keys of a site; keys that are there are never replaced")
    .argument("<name>", "name of the keys")
    .addOption(
      new Option(
        "--for <what>",
        "an Ed25519 key for releases, RSA keys with certificates for firmware, or all",
      )
        .choices(["releases", "firmware", "all"] as const)
        .default("all"),
    )
    .addOption(
      new Option("--bits <n>", "size of the RSA keys").choices(["2048", "3072"] as const).default("2048"),
    )
    .option("--passphrase", "protect the private keys by a passphrase, which is asked for")
    .addOption(passinOption("read the passphrase, or a token's PIN, from env:NAME, file:PATH or fd:NUMBER"))
    .addOption(
      new Option(
        "--token <kind=uri>",
        "the db, KEK or PK is a key that a PKCS#11 token has already; may be repeated",
      )
        .argParser(collect)
        .default([], "none"),
    )
    .addOption(yesOption()),
  "thinsmith keys make site --passphrase",
  "thinsmith keys make site --for firmware --token 'db=pkcs11:token=site;object=db' --passin file:pin",
);

export const keysList = withExamples(
  new Command("list").description("keys that are here, with their fingerprints").addOption(jsonOption()),
  "thinsmith keys list",
);

export const keysShow = withExamples(
  new Command("show")
    .description("what may be known of keys: fingerprints, dates, files, and the public key")
    .argument("<keys>", "name of keys")
    .addOption(jsonOption()),
  "thinsmith keys show site",
);

export const keysExport = withExamples(
  new Command("export")
    .description("write what may be given away: public keys in PEM, certificates in PEM and DER (.cer)")
    .argument("<keys>", "name of keys")
    .argument("[dir]", "directory for the files", ".")
    .option("--replace", "replace files that are there"),
  "thinsmith keys export site ./usb",
);

export const keysEnrol = withExamples(
  new Command("enrol")
    .description(
      "write what brings the firmware keys into machines: signed variables (.auth), certificates (.cer, .pem), and an enrolment image",
    )
    .argument("<keys>", "name of keys")
    .argument("[dir]", "directory for the files", ".")
    .option(
      "--release <release>",
      "make the enrolment image of the kernel and initrd of this release: its path, id or name (default: no image)",
    )
    .option("--replace", "replace files that are there")
    .addOption(outputOption())
    .addOption(passinOption("read the passphrase, or a token's PIN, from env:NAME, file:PATH or fd:NUMBER"))
    .addOption(yesOption()),
  "thinsmith keys enrol site ./usb",
  "thinsmith keys enrol site ./enrol --release console",
);

export const keysSign = withExamples(
  new Command("sign")
    .description("sign files that clients fetch from elsewhere: overlays, home archives; writes FILE.sig")
    .argument("<file...>", "files to sign")
    .requiredOption("--key <keys>", "name of the keys that sign them")
    .addOption(passinOption()),
  "thinsmith keys sign site.tar.gz --key site",
);

export const keysSignClients = withExamples(
  new Command("sign-clients")
    .description(
      "sign the settings of single clients (serve.clients), so that clients of a signed image take them; writes clients/ of its releases",
    )
    .argument("[release]", "path, id or name of a release (default: the current one)")
    .requiredOption("--key <keys>", "name of the keys that sign them: those of publish.key")
    .addOption(presetOption())
    .addOption(setOption())
    .addOption(passinOption())
    .addOption(outputOption()),
  "thinsmith keys sign-clients console --key site",
  "thinsmith keys sign-clients console --key site --preset lab.json",
);

export const keys = new Command("keys")
  .description("keys of a site, which sign its releases and what firmware starts")
  .addCommand(keysMake)
  .addCommand(keysList)
  .addCommand(keysShow)
  .addCommand(keysExport)
  .addCommand(keysEnrol)
  .addCommand(keysSign)
  .addCommand(keysSignClients);
