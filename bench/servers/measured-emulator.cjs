/** An emulator that tells its URL, and on request the CPU time it has used, in µs. Usage: fork with the path of index.cjs. */
const { startEmulator } = require(process.argv[2]);

void start();

async function start() {
  const emulator = await startEmulator({
    port: 0,
    logLevel: 'warn',
    clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' },
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
  process.send({ url: emulator.url });
}
