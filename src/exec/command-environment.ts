import { isLoopbackName } from '../primitives/loopback.ts';
import { TRUST_STORE_PASSWORD } from './trust-store.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command is told about the emulator that it runs against. */
export interface Surroundings {
  readonly url: string;
  /** Null when no proxy is open. */
  readonly proxyUrl: string | null;
  /** The authority's certificate, for the programs that take PEM, and for Java; null when there is none. */
  readonly certificates: { readonly pemFile: string; readonly trustStoreFile: string } | null;
  /** What Node programs load first, to use the proxy whatever their version. */
  readonly preloadFile: string;
}

/** The environment of a command: that of this process, with the emulator in the place of the service. */
export function commandEnvironment(own: Environment, around: Surroundings): Environment {
  const { url, proxyUrl, certificates, preloadFile } = around;
  const java = [...javaProxy(proxyUrl, url), ...javaTrust(certificates?.trustStoreFile ?? null)];
  return {
    ...own,
    INSIGHTS_EMULATOR_URL: url,
    ...(proxyUrl === null ? {} : proxyVariables(proxyUrl, url)),
    ...(proxyUrl === null
      ? {}
      : { NODE_OPTIONS: joined(own['NODE_OPTIONS'], [`--require ${quoted(preloadFile)}`]) }),
    ...(certificates === null ? {} : trustVariables(certificates.pemFile)),
    ...(java.length === 0 ? {} : { JAVA_TOOL_OPTIONS: joined(own['JAVA_TOOL_OPTIONS'], java) }),
  };
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1', '[::1]'];

/**
 * What is on this machine, and the emulator itself, are reached without the proxy, whatever was let by before: all else has to come to
 * it. Some programs write an IPv6 address in brackets, some do not.
 */
function directHosts(url: string): readonly string[] {
  const { hostname } = new URL(url);
  return [...new Set([...LOOPBACK, hostname, hostname.replace(/^\[|\]$/g, '')])];
}

/** Some programs read only the one spelling, some only the other. */
function proxyVariables(proxyUrl: string, url: string): Environment {
  const variables = { HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl, NO_PROXY: directHosts(url).join() };
  const inLowerCase = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { ...variables, ...Object.fromEntries(inLowerCase), NODE_USE_ENV_PROXY: '1' };
}

function trustVariables(pemFile: string): Environment {
  return {
    NODE_EXTRA_CA_CERTS: pemFile,
    SSL_CERT_FILE: pemFile,
    REQUESTS_CA_BUNDLE: pemFile,
    CURL_CA_BUNDLE: pemFile,
  };
}

function javaProxy(proxyUrl: string | null, url: string): readonly string[] {
  if (proxyUrl === null) return [];
  const { hostname, port } = new URL(proxyUrl);
  const own = new URL(url).hostname;
  const ownHost = isLoopbackName(own) ? [] : [own];
  return [
    ...['http', 'https'].flatMap((scheme) => [
      `-D${scheme}.proxyHost=${hostname}`,
      `-D${scheme}.proxyPort=${port}`,
    ]),
    `-Dhttp.nonProxyHosts=${['localhost', '127.*', '[::1]', ...ownHost].join('|')}`,
  ];
}

function javaTrust(file: string | null): readonly string[] {
  if (file === null) return [];
  return [
    // Java takes quotes around a part of the text, and no escapes: a path on Windows is full of what would be one.
    `-Djavax.net.ssl.trustStore=${/\s/.test(file) ? `"${file}"` : file}`,
    '-Djavax.net.ssl.trustStoreType=JKS',
    `-Djavax.net.ssl.trustStorePassword=${TRUST_STORE_PASSWORD}`,
  ];
}

function joined(before: string | undefined, words: readonly string[]): string {
  return [...(before === undefined || before === '' ? [] : [before]), ...words].join(' ');
}

/** As Node reads NODE_OPTIONS: in quotes a backslash is doubled. */
function quoted(path: string): string {
  return JSON.stringify(path);
}
