import fc from 'fast-check';
import type dns from 'node:dns';
import { CallbackHosts, HostRefused, type Resolve } from '../../../src/callbacks/callback-hosts.ts';
import { callbackAddress, isCallbackUrl, type CallbackMethod } from '../../../src/callbacks/callback-url.ts';

const ID = '2ba4b4a5-7b1a-4c8f-9a53-8df0d0a1a111';

describe('the address that is called', () => {
  test.each([
    ['https://www.contosso.com/callback', `https://www.contosso.com/callback/${ID}`],
    ['https://www.contosso.com/callback/', `https://www.contosso.com/callback/${ID}`],
    ['https://www.contosso.com', `https://www.contosso.com/${ID}`],
    ['https://www.contosso.com/', `https://www.contosso.com/${ID}`],
    ['https://a.example/f?code=x%2F', `https://a.example/f/${ID}?code=x%2F`],
    ['https://a.example/f/?code=x#part', `https://a.example/f/${ID}?code=x`],
    ['https://a.example/f#part?no=query', `https://a.example/f/${ID}`],
    ['https://a.example?x=1', `https://a.example/${ID}?x=1`],
  ])('POST to %s', (url, address) => expect(callbackAddress(url, 'POST', ID)).toBe(address));

  test.each([
    ['https://www.contosso.com/callback', `https://www.contosso.com/callback?reportId=${ID}`],
    ['https://www.contosso.com/callback/', `https://www.contosso.com/callback/?reportId=${ID}`],
    ['https://www.contosso.com', `https://www.contosso.com?reportId=${ID}`],
    ['https://a.example/f?code=x%2F', `https://a.example/f?code=x%2F&reportId=${ID}`],
    ['https://a.example/f?', `https://a.example/f?reportId=${ID}`],
    ['https://a.example/f?x=1&', `https://a.example/f?x=1&reportId=${ID}`],
    ['https://a.example/f?x=1#part', `https://a.example/f?x=1&reportId=${ID}`],
  ])('GET to %s', (url, address) => expect(callbackAddress(url, 'GET', ID)).toBe(address));

  test('keeps host, path and parameters of any URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        // The URL parser takes `.` and `..` out of a path, which our text keeps.
        fc.pre(!/\/(\.|%2e){1,2}(?=[/?#]|$)/i.test(text));
        const url = new URL(text);
        const post = new URL(callbackAddress(text, 'POST', ID));
        expect(post.host).toBe(url.host);
        expect(post.search).toBe(url.search);
        expect(post.pathname).toBe(`${url.pathname.replace(/\/+$/, '')}/${ID}`);
        const get = new URL(callbackAddress(text, 'GET', ID));
        expect(get.pathname).toBe(url.pathname);
        expect(get.searchParams.get('reportId')).toBe(ID);
      }),
    );
  });
});

test.each<[string, CallbackMethod, string]>([
  ['slashes', 'POST', `http://a.example${'/'.repeat(100_000)}x`],
  ['slashes at the end', 'POST', `http://a.example/${'/'.repeat(100_000)}`],
  ['question marks and ampersands', 'GET', `http://a.example/?${'?&'.repeat(100_000)}x`],
  ['ampersands at the end', 'GET', `http://a.example/?x${'&'.repeat(100_000)}`],
])('takes no time for a hundred thousand %s', (_, method, url) => {
  const startedAt = performance.now();
  expect(callbackAddress(url, method, ID)).toContain(ID);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

describe('a callback URL at creation', () => {
  test.each([
    'https://www.contosso.com/callback',
    'HTTP://LOCALHOST:5000/x?y=1',
    'http://[::1]:80/',
    'http://müller.example/ä b',
    'https://<SampleCallbackUrl>',
    'https://<SampleCallbackUrl>/path',
  ])('takes %s', (text) => expect(isCallbackUrl(text)).toBe(true));

  test.each([
    'www.contosso.com/callback',
    '/callback',
    'ftp://a.example/',
    'https://',
    'https:///path',
    'http:a.example',
    'http://a b/',
    'http://x:99999/',
    'https://<a b>',
    'javascript:alert(1)',
  ])('refuses %s', (text) => expect(isCallbackUrl(text)).toBe(false));

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void isCallbackUrl(`http://${text}`)));
  });
});

const nameIs =
  (...addresses: string[]) =>
  (
    _name: string,
    _options: dns.LookupAllOptions,
    answer: (error: null, addresses: dns.LookupAddress[]) => void,
  ): void =>
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const noSuchName: Resolve = (name, _options, answer) =>
  answer(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), []);

function lookUp(hosts: CallbackHosts, url: string): Promise<string | Error> {
  return new Promise((resolve) => {
    hosts.lookupFor(new URL(url))(new URL(url).hostname, {}, (error, address) => {
      resolve(error ?? (typeof address === 'string' ? address : ''));
    });
  });
}

describe('where callbacks may go', () => {
  const open = { named: [], anywhereByDefault: true, ownHosts: () => [] };
  const closed = { named: [], anywhereByDefault: false, ownHosts: () => ['192.168.7.1', 'emulator'] };
  const named = {
    named: ['receiver.example', '10.0.0.9', '[fd00::9]'],
    anywhereByDefault: true,
    ownHosts: () => [],
  };

  test.each([
    'http://169.254.169.254/latest',
    'http://2852039166/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::169.254.169.254]/',
  ])('never to a link-local address: %s', (url) => {
    for (const rules of [open, closed, named, { ...open, named: ['169.254.169.254'] }]) {
      expect(new CallbackHosts(rules).refusalOf(new URL(url))).toMatch(/link-local/);
    }
  });

  test('a name that resolves to a link-local address is refused, one with another address is called there', async () => {
    const refused = await lookUp(
      new CallbackHosts(open, nameIs('169.254.0.5', 'fe80::7')),
      'http://meta.example/',
    );
    expect(refused).toBeInstanceOf(HostRefused);
    expect(await lookUp(new CallbackHosts(open, nameIs('fe80::7', '10.1.1.1')), 'http://x.example/')).toBe(
      '10.1.1.1',
    );
  });

  test('anywhere else while only this machine reaches the emulator', async () => {
    expect(new CallbackHosts(open).refusalOf(new URL('http://93.184.216.34/'))).toBeNull();
    expect(await lookUp(new CallbackHosts(open, nameIs('93.184.216.34')), 'http://a.example/')).toBe(
      '93.184.216.34',
    );
  });

  test('otherwise only to loopback and the emulator itself', async () => {
    const hosts = new CallbackHosts(closed, nameIs('10.1.1.1'));
    for (const url of [
      'http://127.9.9.9/',
      'http://[::1]:3000/',
      'http://[::ffff:127.0.0.1]/',
      'http://192.168.7.1:1/',
    ])
      expect(hosts.refusalOf(new URL(url))).toBeNull();
    expect(hosts.refusalOf(new URL('http://10.0.0.9/'))).toMatch(/callbackHosts/);
    expect(await lookUp(hosts, 'http://a.example/')).toBeInstanceOf(HostRefused);
    expect(await lookUp(hosts, 'http://emulator/')).toBe('10.1.1.1');
    expect(await lookUp(new CallbackHosts(closed, nameIs('127.0.0.1')), 'http://localhost/')).toBe(
      '127.0.0.1',
    );
  });

  test('once hosts are named, only to them and to loopback', async () => {
    const hosts = new CallbackHosts(named, nameIs('10.1.1.1'));
    expect(hosts.refusalOf(new URL('http://10.0.0.9:8080/'))).toBeNull();
    expect(hosts.refusalOf(new URL('http://[fd00::9]/'))).toBeNull();
    expect(hosts.refusalOf(new URL('http://10.0.0.8/'))).toMatch(/callbackHosts/);
    expect(await lookUp(hosts, 'http://Receiver.example/')).toBe('10.1.1.1');
    expect(await lookUp(hosts, 'http://other.example/')).toBeInstanceOf(HostRefused);
    expect(hosts.refusalOf(new URL('http://127.0.0.1/'))).toBeNull();
  });

  test('a name that is not among them is refused, also where it can not be resolved', async () => {
    for (const rules of [closed, named]) {
      const refused = await lookUp(new CallbackHosts(rules, noSuchName), 'http://other.example/');
      expect(refused).toBeInstanceOf(HostRefused);
      expect(String(refused)).toMatch(/other\.example.*callbackHosts/);
    }
    expect(await lookUp(new CallbackHosts(named, noSuchName), 'http://receiver.example/')).toMatchObject({
      code: 'ENOTFOUND',
    });
    expect(await lookUp(new CallbackHosts(open, noSuchName), 'http://other.example/')).toMatchObject({
      code: 'ENOTFOUND',
    });
  });
});

test('a URL with letters beyond ASCII is one however often it is asked about', () => {
  const answers = Array.from({ length: 20_000 }, () => isCallbackUrl('http://müller.example/ä b'));
  expect(answers).not.toContain(false);
});
