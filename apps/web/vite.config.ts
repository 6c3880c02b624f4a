import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages are static files that the server hands out under a policy without inline scripts. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/apps/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // An inlined asset would be a data: address, which the policy does not allow for everything.
    assetsInlineLimit: 0,
  },
});
