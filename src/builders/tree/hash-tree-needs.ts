import { need } from "../../system/needs.ts";

const cryptsetup = {
  debian: "cryptsetup-bin",
  fedora: "veritysetup",
  arch: "cryptsetup",
  suse: "cryptsetup",
};

/** What makes the hash tree of a root that clients read block by block (boot.root). */
export const hashTreeNeeds = [
  need("veritysetup", "makes the hash tree of a root that is streamed", "veritysetup", cryptsetup),
];
