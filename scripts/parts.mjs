/**
 * One program in parts: what it needs at once in one file, what it loads later in others.
 *
 * esbuild splits ES modules only, and into many small files: each is another look at the disk. So what the entry imports, directly or
 * not, is joined with it again; the other parts find it there. All become CommonJS, which starts faster.
 */
import fs from 'node:fs';
import path from 'node:path';

/** For a build as ES modules, split, of one entry; `banner` stands in the entry's file only, `start` in every file. */
export function asCommonJs({ name, banner, start, minify }) {
  const entry = `${name}.cjs`;
  return {
    name: 'as-commonjs',
    setup(build) {
      const { esbuild } = build;
      const { sourcemap } = build.initialOptions;
      // `import()` of CommonJS goes the long way through the loader of ES modules, which reads all of it for the names that it exports.
      const later = { 'dynamic-import': false };
      const common = { format: 'cjs', platform: 'node', target: 'node20', supported: later, minify, sourcemap };
      build.onEnd(async ({ outputFiles = [], metafile }) => {
        if (outputFiles.length === 0) return;
        const folder = path.dirname(outputFiles[0].path);
        const texts = new Map(outputFiles.map((file) => [path.basename(file.path), plainly(file.text)]));
        const joined = neededAtOnce(entry, metafile);
        const written = [...texts].map(async ([file, text]) => {
          if (file !== entry && joined.has(file)) return;
          const code = file === entry ? await join() : await convert(text);
          fs.mkdirSync(folder, { recursive: true });
          fs.writeFileSync(path.join(folder, file), code);
        });
        await Promise.all(written);
        forget(metafile, entry, joined);

        async function join() {
          const { exports } = outputNamed(entry, metafile);
          const others = [...joined].filter((file) => file !== entry);
          const names = others.map(nameOf);
          const { outputFiles } = await esbuild.build({
            ...common,
            bundle: true,
            write: false,
            legalComments: 'none',
            logOverride: { 'commonjs-variable-in-esm': 'silent' },
            banner: { js: `${banner}${start}` },
            stdin: {
              contents: [
                `${exports.length > 0 ? 'export * from' : 'import'} './${entry}';`,
                ...others.map((file, index) => `import * as ${names[index]} from './${file}';`),
                `Object.defineProperty(module.exports, '$parts', { value: { ${names.join(', ')} } });`,
              ].join('\n'),
            },
            plugins: [fromTexts(texts, joined)],
          });
          return outputFiles[0].text;
        }

        async function convert(text) {
          const { code } = await esbuild.transform(text, { ...common, banner: start });
          return code.replace(/require\("\.\/([^"]+)"\)/g, (all, file) =>
            joined.has(file) ? `require("./${entry}").$parts.${nameOf(file)}` : all,
          );
        }
      });
    },
  };
}

/** VS Code's API is one CommonJS object with hundreds of getters, and esbuild would copy them all, for each file that imports it. */
function plainly(text) {
  let first;
  return text.replace(/import ?\* ?as ([\w$]+) from ?"vscode";/g, (all, name) => {
    const value = first ?? 'require("vscode")';
    first ??= name;
    return `const ${name} = ${value};`;
  });
}

/** The entry and all that it imports; what `import('…')` loads later is left out. */
function neededAtOnce(entry, metafile) {
  const found = new Set([entry]);
  for (const file of found)
    for (const { path: part, kind, external } of outputNamed(file, metafile).imports)
      if (kind === 'import-statement' && external !== true) found.add(path.basename(part));
  return found;
}

function outputNamed(name, { outputs }) {
  return outputs[Object.keys(outputs).find((file) => path.basename(file) === name)];
}

/** Under which the entry's file has for other parts, and for nobody else, what was in this one. */
function nameOf(file) {
  return `$${path.basename(file, '.cjs').replace(/^.*-/, '')}`;
}

function fromTexts(texts, joined) {
  return {
    name: 'from-texts',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path: file }) => {
        const name = path.basename(file);
        return file.startsWith('./') && joined.has(name)
          ? { path: name, namespace: 'part' }
          : { path: file, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: 'part' }, ({ path: name }) => ({
        contents: texts.get(name),
        loader: 'js',
      }));
    },
  };
}

/** What was joined is part of the entry. */
function forget(metafile, entry, joined) {
  const { outputs } = metafile;
  const into = outputNamed(entry, metafile);
  for (const [file, output] of Object.entries(outputs)) {
    for (const each of output.imports)
      if (joined.has(path.basename(each.path))) each.path = path.join(path.dirname(file), entry);
    if (output === into || !joined.has(path.basename(file))) continue;
    Object.assign(into.inputs, output.inputs);
    into.imports.push(...output.imports);
    delete outputs[file];
  }
}
