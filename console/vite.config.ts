import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { routesOfPlant } from './routes-of-plant.ts'

export default defineConfig({
  plugins: [react(), routesOfPlant()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', cssCodeSplit: true },
})
