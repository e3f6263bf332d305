import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin'
import babel from '@rolldown/plugin-babel'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { routesOfPlant } from './routes-of-plant.ts'
import { serviceWorker } from './service-worker.ts'

/** While screens are built (`npm run dev`), the plant of `npm start` answers them. */
const plant = process.env.ANDON_URL ?? 'http://127.0.0.1:4000'

export default defineConfig({
  plugins: [
    react(),
    lingui({ failOnMissing: true }),
    babel({ presets: [linguiTransformerBabelPreset()] }),
    routesOfPlant(),
    serviceWorker(),
  ],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1000, manifest: true },
  server: {
    proxy: {
      ...Object.fromEntries(
        ['/v1', '/local', '/problems', '/console.json', '/oauth2', '/reference'].map((path) => [path, plant]),
      ),
      '/mqtt': { target: plant, ws: true },
    },
  },
})
