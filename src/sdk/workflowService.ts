/** The workflows of a workspace: created from a builder, a file's text or its data, and checked as the editor checks them. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { analyse, type Project } from '../model/project.ts';
import { Workflow } from './builder.ts';
import { assemble } from './catalog/assemble.ts';
import { noWorkflow, type Page, type StoredWorkflow } from './catalog/workflows.ts';
import { invalidWorkflow } from './failures.ts';
import { subworkflowFiles } from './subworkflowFiles.ts';
import { currentWorkspace, type Workspace } from './workspace.ts';
import { WorkflowError } from './workflowError.ts';
import { workflowFile } from './workflowFile.ts';

/** A workflow, or the text of a `.workflow.yaml` file. */
export type WorkflowSource = Workflow | string;

export class WorkflowService {
  readonly #workspace: () => Workspace;

  /** @param workspace default: the current folder's */
  constructor(workspace?: Workspace) {
    this.#workspace = () => workspace ?? currentWorkspace();
  }

  /** @throws {WorkflowError} `invalid-workflow`, with everything that is wrong */
  async create(source: WorkflowSource, options: { readonly id?: string } = {}): Promise<StoredWorkflow> {
    const text = textOf(source);
    const { definition } = await this.#checked(text);
    return await this.#workspace().workflows.create(definition.name, text, options.id);
  }

  async get(id: string): Promise<StoredWorkflow | undefined> {
    return await this.#workspace().workflows.get(id);
  }

  /** Newest first. */
  async list(from?: number, count?: number): Promise<Page<StoredWorkflow>> {
    return await this.#workspace().workflows.list(from, count);
  }

  /** Puts another one in its place: the same id, one version more. @throws {WorkflowError} `not-found`, `invalid-workflow` */
  async update(id: string, source: WorkflowSource): Promise<StoredWorkflow> {
    const { workflows } = this.#workspace();
    if (!(await workflows.get(id))) throw new WorkflowError(noWorkflow(id));
    const text = textOf(source);
    const { definition } = await this.#checked(text);
    const updated = await workflows.update(id, definition.name, text);
    if (!updated.ok) throw new WorkflowError(updated.error);
    return updated.value;
  }

  /** Its executions stay. @throws {WorkflowError} `not-found` */
  async delete(id: string): Promise<void> {
    const deleted = await this.#workspace().workflows.delete(id);
    if (!deleted.ok) throw new WorkflowError(deleted.error);
  }

  /** Everything that is wrong with it, as the editor says it. */
  async validate(source: WorkflowSource): Promise<readonly Diagnostic[]> {
    return (await this.understand(textOf(source))).diagnostics;
  }

  /** What a text means here, with the agents that were created. @param id the workflow's, where it is stored */
  async understand(text: string, id?: string): Promise<Project> {
    const { agents, folder, limits } = this.#workspace();
    const bounds = limits();
    const whole = await assemble(text, { find: (name) => agents.find(name), limits: bounds });
    const files = subworkflowFiles(workflowFile(folder, id ?? ''), { workspaceFolders: [folder] });
    return analyse(whole, { ...(bounds && { limits: bounds }), ...files });
  }

  async #checked(text: string): Promise<Project> {
    const project = await this.understand(text);
    if (!project.executable) throw new WorkflowError(invalidWorkflow(project));
    return project;
  }
}

function textOf(source: WorkflowSource): string {
  return source instanceof Workflow ? source.toYaml() : source;
}
