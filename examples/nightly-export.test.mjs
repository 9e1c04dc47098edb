/**
 * A partner's export client and its tests, with Node's own test runner and the emulator as a library:
 *
 *     node --test examples/nightly-export.test.mjs
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startEmulator } from 'partner-center-insights-emulator';

/** The client, which knows nothing of emulators: `service` is where the API is, the rest it would do in production too. */
class ExportClient {
  constructor(service, token) {
    this.service = service;
    this.token = token;
  }

  async schedule(queryId, startTime) {
    const report = { ReportName: 'Nightly', QueryId: queryId, StartTime: startTime, RecurrenceInterval: 24 };
    return (await this.#call('POST', 'ScheduledReport', report)).value[0].reportId;
  }

  async runNow(queryId) {
    const report = { ReportName: 'Once', QueryId: queryId, ExecuteNow: true };
    return (await this.#call('POST', 'ScheduledReport', report)).value[0].reportId;
  }

  /** The newest file of a report, once there is one. */
  async download(reportId, pollEveryMs = 20) {
    for (;;) {
      const answer = await this.#call('GET', `ScheduledReport/execution/${reportId}`);
      if (answer.statusCode === 200) return (await fetch(answer.value[0].reportAccessSecureLink)).text();
      if (answer.statusCode !== 404) throw new Error(answer.message);
      await setTimeout(pollEveryMs);
    }
  }

  async #call(method, path, body) {
    const answer = await fetch(`${this.service}/insights/v1/mpn/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.json();
  }
}

const CUSTOMERS = '6664daf3-c161-423a-92a1-0ea6db2c0384'; // a system query

let emulator;
before(async () => {
  emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: '2026-01-15T12:00:00Z' } });
});
after(() => emulator.close());

test('every night brings a file', async () => {
  const { url, clock } = emulator.sandbox('every-night');
  const client = new ExportClient(url, 'any');
  const reportId = await client.schedule(CUSTOMERS, '2026-01-16T02:00:00Z');

  const nights = await clock.advance('P7D');

  assert.equal(nights.completed, 7);
  assert.match(await client.download(reportId), /^PGAMpnId,MpnId,PartnerName,CustomerName,/);
});

test('a client that polls sees the report come, without anybody waiting', async () => {
  const { url, clock } = emulator.sandbox('polling');
  await clock.set({ mode: 'onPoll' });
  const client = new ExportClient(url, 'any');

  const file = await client.download(await client.runNow(CUSTOMERS));

  assert.ok(file.split('\r\n').length > 20);
});
