/** The words of a filter and their meaning, for the help text. */
export const filterWords: readonly { readonly word: string; readonly says: string }[] = [
  { word: "lib", says: "a part of a name" },
  { word: "*.so*", says: "a pattern for a whole name: * ? [a-z]" },
  { word: "usr/lib/*.so", says: "the end of a path; with a leading slash, the whole path" },
  { word: "firmware/", says: "everything below a directory" },
  { word: '"a b"', says: "a name with spaces, or one that is in this list" },
  { word: ">10M", says: "files larger than 10 MB; <4k smaller; with type:directory the total below" },
  { word: "setuid", says: "runs with the rights of its owner; setgid: of its group" },
  { word: "world-writable", says: "every user may write to it" },
  { word: "type:link", says: "or file, directory, device, fifo, socket" },
  { word: "package:bash", says: "files of a package, also with * and ?; package:none: of no package" },
  { word: "owner:root", says: "by name or number; also group:" },
  { word: "changed", says: "differs from the image it is compared with; added: only new files" },
  { word: "-word", says: "everything that does not match the word" },
];
