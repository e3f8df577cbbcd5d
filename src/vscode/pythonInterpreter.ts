import * as vscode from 'vscode';

/** Of the Python extension's public API what we use. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
  };
}

/** The interpreter that was chosen for a folder in the Python extension; undefined where there is none, or it does not tell. */
export async function pythonInterpreter(folder: string): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension) return undefined;
  try {
    const { environments } = await extension.activate();
    const active = environments.getActiveEnvironmentPath(vscode.Uri.file(folder));
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath;
  } catch {
    // An extension that cannot tell is as one that is not there: PATH decides.
    return undefined;
  }
}
