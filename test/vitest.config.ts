import { defineConfig } from "vitest/config";

// React as in the bundle, which takes two thirds of the time. Vite has to know before it reads what stands below.
process.env.NODE_ENV = "production";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 90_000,
    // Images of gigabytes are removed after some tests, on a machine with other work.
    hookTimeout: 5 * 60_000,
    // The whole of what was not expected stands in the message, which is what a log's end shows.
    chaiConfig: { truncateThreshold: 0 },
    setupFiles: ["test/support/ui/quick-segmenter.ts"],
    // Colours would be in the way of comparing frames.
    env: { FORCE_COLOR: "0", LC_ALL: "C.UTF-8" },
  },
});
