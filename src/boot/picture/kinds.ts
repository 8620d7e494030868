/** How pictures are drawn: "blocks" with characters, "none" in words alone, else as the terminal shows them by itself. */
export const pictureKinds = ["blocks", "kitty", "iterm", "sixel", "none"] as const;

export type Pictures = (typeof pictureKinds)[number];

/** How a terminal shows pictures by itself. */
export type PictureProtocol = Exclude<Pictures, "blocks" | "none">;
