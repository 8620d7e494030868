import { QuickSegmenter } from "../../../src/dev/quick-segmenter.mjs";

// As in the bundle, so that tests of screens draw with what users have, and as quickly.
Object.assign(Intl, { Segmenter: QuickSegmenter });
