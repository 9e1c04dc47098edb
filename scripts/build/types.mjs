import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';

/** Writes the library's types in one file, once for each kind of module. */
export function writeTypes(root, target) {
  const [types] = generateDtsBundle(
    [{ filePath: join(root, 'src/index.ts'), output: { noBanner: true, exportReferencedTypes: false } }],
    { preferredConfigPath: join(root, 'tsconfig.json') },
  );
  writeFileSync(join(target, 'index.d.ts'), types);
  writeFileSync(join(target, 'index.d.cts'), types);
}
