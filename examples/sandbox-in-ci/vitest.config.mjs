import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { globalSetup: './start-clientele.mjs', testTimeout: 30_000, hookTimeout: 30_000 },
})
