import type { LogLevel } from '../options/emulator-options.ts';
import { redactValue } from './redact-secrets.ts';

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  /** Whether lines of this level are written: ask before costly fields are put together. */
  writes(level: LineLevel): boolean;
}

export type LineLevel = Exclude<LogLevel, 'silent'>;

/** Takes lines one by one. */
export type WriteLine = (level: LineLevel, message: string, fields: LogFields) => void;

const LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/**
 * Writes one JSON object a line to stderr: `{"level":"info","time":"…Z","message":"…",…fields}`, without secrets.
 * What writes them is loaded with the first line only, so that starting does not pay for it.
 */
export function createLogger(level: LogLevel, openWriter: () => Promise<WriteLine> = openStderr): Logger {
  const write = writeWhenOpen(openWriter);
  const writes = (line: LineLevel): boolean => LEVELS.indexOf(line) <= LEVELS.indexOf(level);
  const log =
    (line: LineLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (writes(line)) write(line, message, fields);
    };
  return { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug'), writes };
}

/** Lines that come before the writer is there wait in order. */
function writeWhenOpen(openWriter: () => Promise<WriteLine>): WriteLine {
  let writer: WriteLine | null = null;
  let waiting: Parameters<WriteLine>[] | null = null;
  return (level, message, fields) => {
    const clean = redactValue({ message, fields }) as { message: string; fields: LogFields }; // redaction keeps the shape
    const line: Parameters<WriteLine> = [level, clean.message, clean.fields];
    if (writer !== null) return writer(...line);
    if (waiting !== null) return void waiting.push(line);
    const lines = (waiting = [line]);
    // Without a writer there is nowhere to say that it failed; the emulator goes on without a log.
    openWriter().then(
      (opened) => {
        writer = opened;
        for (const one of lines) opened(...one);
      },
      () => (writer = () => undefined),
    );
  };
}

async function openStderr(): Promise<WriteLine> {
  const { default: pino } = await import('pino');
  const log = pino(
    {
      base: null,
      level: 'debug',
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Synchronous, so that the last lines of a process are not lost.
    pino.destination({ fd: 2, sync: true }),
  );
  return (level, message, fields) => log[level](fields, message);
}
