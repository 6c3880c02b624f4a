import { readFileSync } from 'node:fs';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { credentials, Metadata } from '@grpc/grpc-js';

const probeWithinMs = 2000;

/**
 * Whether the server at a port of this machine answers.
 * @param certificateFile of a server with TLS, which must be its own authority
 */
export async function answers(port: number, certificateFile?: string): Promise<boolean> {
  const channel =
    certificateFile === undefined ? credentials.createInsecure() : credentials.createSsl(readFileSync(certificateFile));
  const client = new featuresService.ServerFeaturesClient(`127.0.0.1:${port}`, channel);
  try {
    const deadline = Date.now() + probeWithinMs;
    return await new Promise<boolean>((resolve) =>
      // A channel that has just failed would otherwise refuse at once.
      client.waitForReady(deadline, (error) => {
        if (error !== undefined && error !== null) return resolve(false);
        client.getSupportedMethods(new shared.Empty(), new Metadata(), { deadline }, (failure) =>
          resolve(failure === null),
        );
      }),
    );
  } finally {
    client.close();
  }
}
