import { isCallbackUrl } from '../callbacks/callback-url.ts';
import {
  BadJson,
  flag,
  list,
  orNull,
  record,
  text,
  textLike,
  tuple,
  whole,
  word,
  type JsonReader,
  type ReadBy,
} from '../primitives/read-json.ts';
import type { ReportSettings } from './report.ts';
import type { ScheduledReport } from './scheduler.ts';

/** A report and its executions as a state document has them. Instants are milliseconds since 1970. */
export type ReportState = ReadBy<typeof readReportShape>;

/** The years 0 to 9999, which a timestamp can tell. */
export const readInstant = whole(-62_167_219_200_000, 253_402_300_799_999);
const readCount = whole(1, Number.MAX_SAFE_INTEGER);
const readIndex = whole(0, Number.MAX_SAFE_INTEGER);

const readCallbackUrl: JsonReader<string> = (value) => {
  const url = text(value);
  if (!isCallbackUrl(url)) throw new BadJson('must be an absolute http or https URL');
  return url;
};

const readSettings = record({
  reportName: textLike(/^[^;]{1,256}$/su, 'a text of 1 to 256 characters without a semicolon'),
  description: orNull(textLike(/^.{0,256}$/su, 'a text of at most 256 characters')),
  format: word('csv', 'tsv'),
  callback: orNull(record({ url: readCallbackUrl, method: word('POST', 'GET') })),
  recurrence: orNull(
    record({ startAt: readInstant, intervalHours: whole(4, 2160), count: orNull(readCount) }),
  ),
});

export const readReportShape = record({
  reportId: text,
  number: readCount,
  surface: text,
  queryId: text,
  query: text,
  window: orNull(record({ fromAt: orNull(readInstant), toAt: orNull(readInstant) })),
  user: text,
  redacted: flag,
  createdAt: readInstant,
  modifiedAt: orNull(readInstant),
  status: word('Active', 'Paused', 'Inactive'),
  /** The report's own, then former ones that an execution began with. */
  settings: list(readSettings),
  lastNumber: readCount,
  /** Calls about it so far, while its story throttles them. */
  throttledCalls: readIndex,
  waiting: orNull(
    record({
      number: readCount,
      ordinal: readCount,
      dueAt: readInstant,
      status: word('Pending', 'Paused'),
    }),
  ),
  extra: list(record({ number: readCount, dueAt: readInstant })),
  running: list(
    record({
      number: readCount,
      ordinal: readIndex,
      dueAt: readInstant,
      /** Null: it never ends. */
      endsAt: orNull(readInstant),
      settings: readIndex,
    }),
  ),
  /** Number, ordinal, due moment, moment of completion, settings: there are many of them. */
  completed: list(tuple(readCount, readIndex, readInstant, readInstant, readIndex)),
});

export function describeReport({ report, ...life }: ScheduledReport): ReportState {
  const { settings: own, ...facts } = report;
  const versions = new Map<ReportSettings, number>([[own, 0]]);
  const indexOf = (settings: ReportSettings): number => {
    const index = versions.get(settings) ?? versions.size;
    versions.set(settings, index);
    return index;
  };
  const completed = Array.from(
    life.completed,
    ({ number, ordinal, dueAt, completedAt, settings }) =>
      [number, ordinal, dueAt, completedAt, indexOf(settings)] as const,
  );
  const running = life.running.map((execution) => ({
    number: execution.number,
    ordinal: execution.ordinal,
    dueAt: execution.dueAt,
    endsAt: life.due.find((one) => one.execution === execution)?.dueAt ?? null,
    settings: indexOf(execution.settings),
  }));
  return {
    ...facts,
    settings: [...versions.keys()],
    lastNumber: life.lastNumber,
    throttledCalls: life.throttledCalls,
    waiting: life.waiting,
    extra: life.extra.map(({ number, dueAt }) => ({ number, dueAt })),
    running,
    completed,
  };
}
