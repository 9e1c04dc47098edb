import { commandEnvironment } from '../../../src/exec/command-environment.ts';

describe('an emulator that does not listen on loopback', () => {
  test.each([
    ['http://192.0.2.7:4620', '192.0.2.7', ',192.0.2.7'],
    ['http://[2001:db8::7]:4620', '[2001:db8::7]', ',[2001:db8::7],2001:db8::7'],
  ])('is reached without the proxy: %s', (url, javaHost, others) => {
    const environment = commandEnvironment(
      {},
      { url, proxyUrl: 'http://192.0.2.7:4621', certificates: null, preloadFile: '/preload.cjs' },
    );
    const direct = `localhost,127.0.0.1,::1,[::1]${others}`;
    expect(environment).toMatchObject({ NO_PROXY: direct, no_proxy: direct });
    expect(environment['JAVA_TOOL_OPTIONS']).toContain(
      `-Dhttp.nonProxyHosts=localhost|127.*|[::1]|${javaHost}`,
    );
  });
});
