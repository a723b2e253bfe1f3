import { tools } from "../tool-images.ts";
import type { YamlMap } from "../yaml.ts";

/**
 * An engine beside the job, spoken to over TLS (docs: ci/docker/using_docker_build, Docker-in-Docker with TLS). Takes a
 * runner that allows privileged containers. Both containers see the job's folder under the same path.
 */
export const besideEngine: { readonly image: YamlMap; readonly service: YamlMap; readonly variables: YamlMap } = {
  image: { name: tools.docker, entrypoint: [""] },
  service: { name: tools.engine, alias: "docker" },
  variables: {
    DOCKER_HOST: "tcp://docker:2376",
    DOCKER_TLS_CERTDIR: "/certs",
    DOCKER_TLS_VERIFY: "1",
    DOCKER_CERT_PATH: "/certs/client",
  },
};
