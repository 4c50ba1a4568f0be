import KubernetesModel
import ModelReferences
import Testing

@Suite("Whether a container computes by itself")
struct ContainerFieldsTests {
    private func found(_ resources: String) throws -> [String] {
        let container = "image: corp/x:1\nenv: [{name: MODEL_ID, value: o/n}]\nresources: \(resources)"
        return try summary(workload(pod(container)).references)
    }

    @Test(
        "an accelerator is one by its resource, or by what it is claimed as",
        arguments: [
            "{limits: {nvidia.com/gpu: 1}}", "{requests: {volcano.sh/vgpu-number: '2'}}",
            "{limits: {furiosa.ai/rngd: 1}}",
            "{limits: {rebellions.ai/ATOM: 1}}", "{limits: {cambricon.com/mlu: 1}}", "{claims: [{name: gpu}]}",
            "{claims: [{name: devices, request: single-tpu}]}",
        ])
    func accelerators(_ resources: String) throws {
        #expect(try found(resources) == ["o/n mutable"])
    }

    @Test(
        "none of them, no other resource and no other claim is one",
        arguments: [
            "{limits: {nvidia.com/gpu: 0}}", "{limits: {nvidia.com/gpu: '0'}}", "{limits: {cpu: 4, memory: 8Gi}}",
            "{claims: [{name: network}]}", "{}",
        ])
    func others(_ resources: String) throws {
        #expect(try found(resources) == [])
    }
}
