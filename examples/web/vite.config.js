import { join } from 'node:path';

export default {
  root: import.meta.dirname,
  resolve: {
    // Here the client lies beside the page. In a project it comes from npm, and this goes.
    alias: [
      {
        find: /^@taskward\/client(\/offline)?$/,
        replacement: join(import.meta.dirname, '../../client/src$1/index.ts'),
      },
    ],
  },
  // Page and API have one origin, so that cookies need no CORS. In production, the proxy before Taskward does the same.
  server: { proxy: { '/api': `http://127.0.0.1:${process.env.PORT ?? 3000}` } },
};
