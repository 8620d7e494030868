/** Words of the filter, for whoever types one. */
export const filterWords: readonly { readonly word: string; readonly says: string }[] = [
  { word: "lib", says: "part of a name" },
  { word: "*.so*", says: "pattern for a whole name: * ? [a-z]" },
  { word: "usr/lib/*.so", says: "the end of a path; from the root with a slash before it" },
  { word: "firmware/", says: "all that lies below" },
  { word: '"a b"', says: "a name with spaces, or one that is a word of this list" },
  { word: ">10M", says: "files larger than 10 MB; <4k smaller; with type:directory all that is below" },
  { word: "setuid", says: "runs with the rights of its owner; setgid of its group" },
  { word: "world-writable", says: "anybody may write to it" },
  { word: "type:link", says: "or file, directory, device, fifo, socket" },
  { word: "package:bash", says: "files of a package, * and ? too; package:none for those of no package" },
  { word: "owner:root", says: "by name or number; group: likewise" },
  { word: "changed", says: "other than in the image that it is compared with; added for what is new" },
  { word: "-word", says: "everything but that" },
];
