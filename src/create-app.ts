import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildHouse, openHouse, type OpenHouse } from './house.ts';
import type { EmulatorOptions } from './options/emulator-options.ts';
import { normalizeOptions } from './options/normalize-options.ts';
import type { NormalizedOptions } from './options/normalized-options.ts';
import { OptionsError } from './options/options-error.ts';

/** What an emulator that does not listen by itself is made with. */
export type AppOptions = Omit<
  EmulatorOptions,
  | 'port'
  | 'fixtures'
  | 'https'
  | 'httpsPort'
  | 'caDir'
  | 'cert'
  | 'key'
  | 'proxy'
  | 'proxyPort'
  | 'proxyPassthrough'
>;

/** An emulator as a request handler. The `url` of its sandboxes is a path below the place where it is mounted. */
export interface EmulatorApp extends OpenHouse {
  (request: IncomingMessage, response: ServerResponse): void;
}

/**
 * An emulator to be mounted into an Express app, given to supertest, or to `http.createServer`. Close it in the end.
 * @throws OptionsError with every problem of the options.
 */
export function createApp(options: AppOptions = {}): EmulatorApp {
  const normalized = normalizeOptions(options);
  refuseWhatIsForStart(normalized);
  const house = buildHouse(normalized);
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    // The app around it may be an Express of its own.
    response.removeHeader('X-Powered-By');
    house.app(request, response);
  };
  return Object.assign(handle, openHouse(house, normalized.publicUrl ?? ''));
}

/** For callers without types: what an app would leave undone in silence. */
function refuseWhatIsForStart({ fixtures, https, proxy }: NormalizedOptions): void {
  const problems = [
    ...(fixtures === null
      ? []
      : [{ option: 'fixtures', problem: 'is read when an emulator is started; an app takes none' }]),
    ...(https ? [{ option: 'https', problem: 'is for an emulator that listens; an app does not' }] : []),
    ...(proxy ? [{ option: 'proxy', problem: 'is for an emulator that listens; an app does not' }] : []),
  ];
  if (problems.length > 0) throw new OptionsError(problems);
}
