import { framesIn } from "../../support/ui/frames/frames.tsx";

// The smallest and the largest terminal: in a file of their own, so that both processors draw.
framesIn(60, 20);
framesIn(200, 50);
