import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { leanFlow } from './lean-flow.ts'
import { routesOfPlant } from './routes-of-plant.ts'
import { serviceWorker } from './service-worker.ts'

/** While screens are built (`npm run dev`), the plant of `npm start` answers them. */
const plant = process.env.ANDON_URL ?? 'http://127.0.0.1:4000'

/** What every screen stands on is one file: it packs better than many small ones, and a browser has it from the last version of the console. */
const always =
  /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store|@lingui|@tanstack[\\/](history|store|react-store|query-core|react-query|router-core|react-router)|oidc-client-ts|jwt-decode)[\\/]/

export default defineConfig({
  plugins: [
    react(),
    lingui({ failOnMissing: true }),
    babel({ presets: [linguiTransformerBabelPreset()] }),
    routesOfPlant(),
    leanFlow(),
    serviceWorker(),
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1000,
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'always', test: always }] } } },
  },
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/local', '/problems', '/console.json', '/oauth2', '/reference', '/mqtt'].map((path) => [
        path,
        // A plant answers its own pages alone, and these are its pages.
        { target: plant, changeOrigin: true, headers: { origin: plant }, ws: path === '/mqtt' },
      ]),
    ),
  },
})
