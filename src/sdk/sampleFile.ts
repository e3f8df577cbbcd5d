/** The name of the tutorial's workflow. */
export const sampleFile = 'data_aggregation.workflow.yaml';
