import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/order.ts'
import { nights } from './test/support/seeded.ts'

/** What runs against plants. Their worker goes on with the next file, so that those that share a plant find it running. */
const plants = ['journeys', 'workflows'].map((folder) => `test/${folder}/**/*.test.ts`)
/** What changes the process that it runs in (its environment, its clock, its modules, the clients of AWS), or starts and ends others. */
const alone = [
  'bench/**/*',
  'console/**/*',
  'functions/**/*',
  'docs/release',
  'infra/bundled',
  'local/**/*',
  'people/**/*',
  'simulation/**/*',
  'usecases/telling',
].map((files) => `test/${files}.test.ts`)

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'dist/test-report.json' }]],
    testTimeout: 30_000 * nights,
    hookTimeout: 60_000,
    // What is polled comes when a busy machine has done it; what never comes fails all the same.
    expect: { poll: { timeout: 30_000 } },
    globalSetup: 'test/support/temporary-folder.ts',
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'plants', include: plants, isolate: false } },
      // A browser, a plant and its screens share two cores with another such file: what takes 5 s alone may wait.
      { extends: true, test: { name: 'alone', include: alone, testTimeout: 90_000 * nights, hookTimeout: 180_000 } },
      {
        extends: true,
        test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: [...plants, ...alone], isolate: false },
      },
    ],
  },
})
