import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

const here = import.meta.dirname

/** How the page is built, for `vite build` on its own and, through electron.vite.config.ts, for the desktop app: one page for both hosts. */
const rendererConfig: UserConfig = {
  root: here,
  base: './',
  plugins: [react()],
  build: {
    outDir: `${here}/../out/renderer`,
    emptyOutDir: true,
    target: 'chrome140',
    minify: true,
    modulePreload: { polyfill: false },
    // Everything is a file of its own: the content security policy knows no data: scripts or fonts.
    assetsInlineLimit: 0,
    // The page comes from this machine.
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: { index: `${here}/index.html` } },
  },
}

export default rendererConfig
