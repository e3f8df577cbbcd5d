import { KnownTools } from '../agents/mcp/tools.ts';

/** Of this window. */
export const mcpTools = new KnownTools();
