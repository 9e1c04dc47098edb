import { spawnSync } from 'node:child_process';
import type { LineLevel, LogFields } from '../../../src/logging/logger.ts';
import { createLogger } from '../../../src/logging/logger.ts';
import { redactSecrets, redactValue } from '../../../src/logging/redact-secrets.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJ1cG4iOiJhQGIifQ.c2lnbmF0dXJl';

describe('secrets', () => {
  test.each([
    ['/reports/default/r/e.csv?sv=1&sig=Zm9v%2B&se=2', '/reports/default/r/e.csv?sv=1&sig=[redacted]&se=2'],
    [`Authorization: Bearer ${TOKEN}`, 'Authorization: [redacted]'],
    [`X-AadUserTicket: ${TOKEN}`, 'X-AadUserTicket: [redacted]'],
    [`token was Bearer ${TOKEN}!`, 'token was Bearer [redacted]!'],
    [`got ${TOKEN} instead`, 'got [redacted] instead'],
    ['grant_type=password&password=hunter%202&scope=x', 'grant_type=password&password=[redacted]&scope=x'],
    ['client_secret=abc&client_id=me', 'client_secret=[redacted]&client_id=me'],
    ['{"access_token":"abc","expires_in":"3599"}', '{"access_token":"[redacted]","expires_in":"3599"}'],
    [
      '{"body":"{\\"password\\":\\"abc\\",\\"x\\":1}"}',
      '{"body":"{\\"password\\":\\"[redacted]\\",\\"x\\":1}"}',
    ],
    [
      '/insights/v1/mpn/ScheduledReport?reportName=signal',
      '/insights/v1/mpn/ScheduledReport?reportName=signal',
    ],
    ['', ''],
  ])('%s', (text, cleaned) => {
    expect(redactSecrets(text)).toBe(cleaned);
  });

  // As a URL stands within another one, whole or in part.
  test.each([
    ['/?next=%2Freports%2Fr.csv%3Fsv%3D1%26sig%3DZm9v%252B%26se%3D2', 'Zm9v', '%26se%3D2'],
    ['/reports/r.csv?sig%3DZm9v&se=2', 'Zm9v', '&se=2'],
    ['/reports/r.csv?s%69g=Zm9v&se=2', 'Zm9v', '&se=2'],
    ['/reports/r.csv?%73%69%67=Zm9v&se=2', 'Zm9v', '&se=2'],
    ['/?header=Bearer%20abcdefgh12345678', 'abcdefgh', 'Bearer%20'],
    ['/?header=bearer+abcdefgh12345678&x=1', 'abcdefgh', '&x=1'],
    ['/?header=Authorization%3A%20Bearer%20abcdefgh12345678&x=1', 'abcdefgh', '&x=1'],
  ])('are found where they are percent-encoded: %s', (text, secret, rest) => {
    const cleaned = redactSecrets(text);
    expect(cleaned).not.toContain(secret);
    expect(cleaned).toContain('[redacted]');
    expect(cleaned).toContain(rest);
  });

  test.each(['\\', 'eyJ-', 'eyJ-eyJ-.', '\\"sig\\"', 'sig%3D', 'bearer ', '%26sig='])(
    'take no time in a long text of %j',
    (piece) => {
      const startedAt = performance.now();
      redactSecrets(piece.repeat(100_000 / piece.length));
      redactSecrets(`"${piece.repeat(100_000 / piece.length)}!`);
      expect(performance.now() - startedAt).toBeLessThan(1000);
    },
  );

  test('are taken out of fields by name, at any depth, and out of errors', () => {
    const error = new Error(`bad link sig=abc`, { cause: { password: 'x' } });
    const logged = JSON.stringify(
      redactValue({ headers: { authorization: 'Basic eHg6eHg=', accept: '*/*' }, list: ['sig=abc'], error }),
    );
    expect(logged).toContain('"authorization":"[redacted]","accept":"*/*"');
    expect(logged).toContain('"message":"bad link sig=[redacted]"');
    expect(logged).not.toMatch(/eHg6|sig=abc|"x"/);
  });

  test('endless values end', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.stringify(redactValue(loop))).toContain('[deeper]');
  });
});

describe('the log', () => {
  test('writes what its level asks for, in order, also while its writer is being opened', async () => {
    const lines: [LineLevel, string, LogFields][] = [];
    let opened = 0;
    const open = async () => {
      opened += 1;
      await Promise.resolve();
      return (...line: [LineLevel, string, LogFields]) => void lines.push(line);
    };
    const log = createLogger('info', open);
    log.debug('not this');
    expect(opened).toBe(0);
    log.info('first', { at: 1 });
    log.error('second');
    expect(lines).toEqual([]);
    await new Promise(setImmediate);
    log.warn('third', { url: '/x?sig=abc' });
    expect(lines).toEqual([
      ['info', 'first', { at: 1 }],
      ['error', 'second', {}],
      ['warn', 'third', { url: '/x?sig=[redacted]' }],
    ]);
    expect(opened).toBe(1);
  });

  test('opens nothing when silent', () => {
    const open = jest.fn<Promise<never>, []>();
    const log = createLogger('silent', open);
    log.error('not this');
    expect(log.writes('error')).toBe(false);
    expect(open).not.toHaveBeenCalled();
  });

  test('stays quiet when its writer cannot be opened', async () => {
    const log = createLogger('info', () => Promise.reject(new Error('no stderr')));
    log.info('lost');
    await new Promise(setImmediate);
    log.info('lost too');
  });

  test('is one JSON object a line on stderr', () => {
    const script = `
      const { createLogger } = require('./src/logging/logger.ts');
      createLogger('debug').debug('made', { reportId: 'r' });
      setImmediate(() => process.exit());`;
    // The sources are TypeScript: swc strips the types on the way, as Jest has it done.
    const hook = `require('module')._extensions['.ts']=(m,f)=>m._compile(require('@swc/core').transformFileSync(f,{jsc:{parser:{syntax:'typescript'},target:'es2023'},module:{type:'commonjs'}}).code,f);`;
    const { stderr, stdout } = spawnSync(process.execPath, ['-e', hook + script], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({
      level: 'debug',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      message: 'made',
      reportId: 'r',
    });
  });
});
