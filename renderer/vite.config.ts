import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

/** How the page is built, for `vite build` on its own and, through electron.vite.config.ts, for the desktop app: one page for both hosts. */
export const rendererConfig: UserConfig = {
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: resolve(import.meta.dirname, '../out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    minify: true,
    modulePreload: { polyfill: false },
    // Everything is a file of its own: the content security policy knows no data: scripts or fonts.
    assetsInlineLimit: 0,
    rollupOptions: { input: { index: resolve(import.meta.dirname, 'index.html') } },
  },
}

export default rendererConfig
