/**
 * An emulator in one process, which tells its URL, and on request the CPU time it has used, in µs. What is sent to it stands as
 * `globalThis.measured`, for a build that asks. Usage: fork with the path of an index.cjs.
 */
void start();

async function start() {
  globalThis.measured = null;
  const emulator = await require(process.argv[2]).startEmulator({
    port: 0,
    logLevel: 'warn',
    clock: { mode: 'frozen', now: '2026-01-15T00:00:00Z' },
  });
  process.on('message', (message) => {
    globalThis.measured = message;
    const { user, system } = process.cpuUsage();
    process.send({ cpu: user + system });
  });
  process.send({ url: emulator.url });
}
