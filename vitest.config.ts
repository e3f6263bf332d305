import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ['json', { outputFile: 'dist/test-report.json' }]],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
