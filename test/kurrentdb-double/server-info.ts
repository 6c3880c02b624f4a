import gossipMessages from '@eventstore/db-client/generated/gossip_pb.js';
import featureMessages from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { uuid } from './messages.js';

/** The version whose behaviour was recorded. */
const serverVersion = '23.10.6';
const streamsService = 'event_store.client.streams.streams';
const methods: readonly (readonly [service: string, method: string, features: readonly string[]])[] = [
  [streamsService, 'read', ['position', 'events']],
  [streamsService, 'append', []],
  [streamsService, 'delete', []],
  [streamsService, 'tombstone', []],
  [streamsService, 'batchappend', ['deadline_duration']],
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

/** What the server can do; the client asks before its first append. */
export function supportedMethods(): featureMessages.SupportedMethods {
  const supported = new featureMessages.SupportedMethods().setEventStoreServerVersion(serverVersion);
  for (const [service, method, features] of methods) {
    supported.addMethods(
      new featureMessages.SupportedMethod()
        .setServiceName(service)
        .setMethodName(method)
        .setFeaturesList([...features]),
    );
  }
  return supported;
}

/** A cluster of one, which leads. */
export function clusterOf(instanceId: string, host: string, port: number): gossipMessages.ClusterInfo {
  const leader = new gossipMessages.MemberInfo()
    .setInstanceId(uuid(instanceId))
    .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
    .setState(gossipMessages.MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new gossipMessages.EndPoint().setAddress(host).setPort(port));
  return new gossipMessages.ClusterInfo().setMembersList([leader]);
}
