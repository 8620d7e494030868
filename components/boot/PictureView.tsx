import { Text } from "ink";
import { useMemo } from "react";
import { ansiLine, imageOf } from "../charts/line.ts";
import { pictureLines } from "../charts/picture.ts";
import type { Layout } from "../layout.ts";
import type { Segment } from "../terminal/overlay.ts";
import { colours, theme } from "../theme.ts";
import type { BootView } from "./boot-session.ts";
import { screenWords } from "./screen-section.ts";

/** The client's screen below the first line of the body, as large as there is room. @param view undefined for no picture */
export const usePictureSegments = (
  view: BootView | undefined,
  { body, list }: Layout,
): readonly Segment[] | undefined => {
  const picture = view?.picture;
  return useMemo(
    () =>
      picture &&
      pictureLines(picture, body.columns, list.rows).map((line, index) => ({
        ...{ row: body.top + 1 + index, column: body.left, width: body.columns },
        text: ansiLine(line, colours),
        image: imageOf(line),
      })),
    [picture, body, list],
  );
};

/** What is said where there is no picture, and to who cannot see it. */
export const PictureNote = ({ view, inWords }: { readonly view: BootView; readonly inWords: boolean }) =>
  view.picture && !inWords ? null : (
    <Text {...theme.quiet}>
      {view.hasScreen
        ? screenWords(view.picture)
        : "No role of this image draws on the client's screen: the console is all there is."}
    </Text>
  );
