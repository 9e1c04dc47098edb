/**
 * An emulator that watches its own loop: tells its URL, and on request the longest that the loop was blocked since it was asked before,
 * and the most memory it has had. Usage: fork with the options of the emulator as JSON.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const { startEmulator } = require(join(process.env.BENCH_DIST ?? join(__dirname, '../../dist'), 'index.cjs'));

void start();

async function start() {
  const emulator = await startEmulator({ port: 0, logLevel: 'warn', ...JSON.parse(process.argv[2]) });
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  process.on('message', () => {
    process.send({ blockedMs: loop.max / 1e6, peakMib: peakMib() });
    loop.reset();
  });
  process.send({ url: emulator.url, peakMib: peakMib() });
}

/** Linux only; elsewhere what there is now. */
function peakMib() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.memoryUsage.rss() / 1024 / 1024;
  }
}
