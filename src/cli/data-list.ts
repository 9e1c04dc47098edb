/** Lists the datasets on stdout: name and what it is about. */
export async function listData(): Promise<void> {
  const { listDatasets } = await import('../data-commands.ts');
  const datasets = listDatasets();
  const width = Math.max(...datasets.map(({ name }) => name.length));
  process.stdout.write(
    datasets.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join(''),
  );
}
