import { framesIn } from "../../support/ui/frames/frames.tsx";

framesIn(80, 24);
framesIn(120, 40);
