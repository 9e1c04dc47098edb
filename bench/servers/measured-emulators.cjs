/** Emulators in one process, which tells their URLs, and on request the CPU time it has used, in µs. Usage: fork with paths of index.cjs. */
void start();

async function start() {
  const urls = [];
  for (const library of process.argv.slice(2)) {
    const emulator = await require(library).startEmulator({
      port: 0,
      logLevel: 'warn',
      clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' },
    });
    urls.push(emulator.url);
  }
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
  process.send({ urls });
}
