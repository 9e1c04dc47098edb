/** The least that Express can be: what the emulator's start and memory are measured against. */
const express = require('express');

const app = express();
app.get('/_emulator/health', (_request, response) => response.json({ status: 'ok' }));
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready on http://127.0.0.1:${server.address().port}\n`);
});
